import type { MetricWithAttribution } from 'web-vitals/attribution';
import { isPrivate, selectorOf } from '../experience/selector-of.ts';
import type { Params } from '../ga4-events.ts';

/** Selectors made here. The library has its own for elements that are gone, which may have been private. */
const made = new Set<string>();

/** Names an element as the clicks do: without its text, and not at all where the page keeps it to itself. */
export function targetOf(node: Node | null): string {
  const path: Node[] = [];
  for (let one = node; one; one = one.parentNode ?? (one as ShadowRoot).host ?? null) path.push(one);
  const element = path.find((one) => (one as Element).localName) as Element | undefined;
  const selector = element && !isPrivate(path) ? selectorOf(element) : '';
  made.add(selector);
  return selector;
}

/** Where the time of a metric went: an element, a file without its query, and the parts that add up to the metric, ms. */
export function attributionOf({ name, attribution: of }: MetricWithAttribution): Params {
  if (name === 'LCP') {
    const { target, url, timeToFirstByte, resourceLoadDelay, resourceLoadDuration, elementRenderDelay } = of;
    return {
      ...element('lcp', target),
      ...(url && { lcp_url: url.replace(/^data:.*|[?#].*/s, '') }),
      lcp_first_byte: Math.round(timeToFirstByte),
      lcp_load_delay: Math.round(resourceLoadDelay),
      lcp_load_time: Math.round(resourceLoadDuration),
      lcp_render_delay: Math.round(elementRenderDelay),
    };
  }
  if (name === 'INP') {
    const { interactionTarget, interactionType, inputDelay, processingDuration, presentationDelay } = of;
    return {
      ...element('inp', interactionTarget),
      inp_type: interactionType,
      inp_input_delay: Math.round(inputDelay),
      inp_processing: Math.round(processingDuration),
      inp_presentation: Math.round(presentationDelay),
    };
  }
  return name === 'CLS' ? element('cls', of.largestShiftTarget) : {};
}

function element(metric: string, target: string | undefined): Params {
  return target && made.has(target) ? { [`${metric}_element`]: target } : {};
}

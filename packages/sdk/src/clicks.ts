import type { Browser, Listen } from './browser.ts';
import type { Params } from './ga4-events.ts';
import { targetOf } from './target-of.ts';

/**
 * Records clicks on elements marked `data-dp="name"`: an event `click` with `name` and the other `data-dp-*` attributes
 * as parameters (`data-dp-item-id` becomes `item_id`). `data-dp-event="add_to_cart"` names the event otherwise.
 * Nothing is recorded inside `data-dp-private`, and a click on a label once, though the browser then clicks what it labels.
 */
export function watchClicks(window: Browser, listen: Listen, track: (name: string, params: Params) => void): void {
  /** What the click before was on, if that was marked. */
  let last: Element | null | undefined;
  listen(window.document, 'click', (clicked) => {
    const target = targetOf(clicked) as HTMLInputElement;
    // Inside a shadow root that has no mark, the host may have one.
    const element =
      target.closest<HTMLElement>('[data-dp]') ?? (clicked.target as Element).closest<HTMLElement>('[data-dp]');
    const isEcho = target !== last && target.labels?.[0]?.contains(last as Element);
    last = element && target;
    if (!element || isEcho || (clicked.target as Element).closest('[data-dp-private]')) return;
    const params: Params = { name: element.dataset.dp };
    for (const { name, value } of element.attributes) {
      if (name.startsWith('data-dp-')) params[name.slice(8).replaceAll('-', '_')] = value;
    }
    const { event = 'click', ...others } = params;
    track(event as string, others);
  });
}

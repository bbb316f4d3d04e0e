import type { Metric } from 'web-vitals';
import type { Params } from '../ga4-events.ts';

/** A function of web-vitals, or of its attribution build. */
type Watch<M extends Metric> = (note: (metric: M) => void, options: object) => void;

/** The words of a page that are late are waited for so long after the next page has begun, ms. */
const PATIENCE = 1000;

/**
 * Tells how fast each page felt: an event `web_vital` when it is left or hidden, with the metrics that were measured
 * since the last such event (ms, `cls` without a unit) and the `navigation_type`. Where the browser knows of soft
 * navigations, each page of a single-page shop has its own.
 * @param options of web-vitals
 * @param more further parameters of a metric
 */
export function watchVitals<M extends Metric>(
  watches: readonly Watch<M>[],
  options?: object,
  more?: (metric: M) => Params,
): void {
  /** By the number of the navigation: what was measured, and where; a page may have its last word when the next has begun. */
  const pages: Record<number, Params> = {};
  const urls: Record<number, string> = {};
  let present = 0;

  const tell = (all?: unknown): void => {
    for (const id in pages) {
      if (all || +id < present) {
        window.desirepath?.('event', 'web_vital', pages[id], urls[id], Date.now());
        delete pages[id];
      }
    }
  };
  const note = (metric: M): void => {
    const { name, value, navigationType, navigationId } = metric;
    // They are numbered in the order they began.
    if (navigationId > present) present = navigationId;
    urls[navigationId] ??= location.href;
    pages[navigationId] ??= { navigation_type: navigationType };
    setTimeout(tell, PATIENCE);
    const params = pages[navigationId];
    if (more) Object.assign(params, more(metric));
    params[name.toLowerCase()] = +value.toFixed(3);
  };

  for (const watch of watches) watch(note, { reportSoftNavs: true, ...options });
  // Bubbling on the window comes last: by then every metric has had its final word. Leaving a page hides it, too.
  addEventListener('visibilitychange', () => document.hidden && tell(true), {
    signal: window.desirepath?.s as AbortSignal,
  });
}

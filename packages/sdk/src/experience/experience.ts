import type { Browser } from '../browser.ts';
import type { Params } from '../ga4-events.ts';

/** What the watchers of this folder share. */
export interface Experience {
  window: Browser;
  /** Aborted by `stop`. */
  signal: AbortSignal;
  /**
   * Adds a listener that never throws into the page and that `stop` takes away again.
   * @param once for the next time only
   */
  listen<E extends Event>(target: EventTarget, type: string, listener: (event: E) => void, once?: boolean): void;
  /**
   * @param url of the page it happened on, by default the present one
   * @param at when it happened, on the clock of `event.timeStamp`, if that was not just now
   */
  track(name: string, params: Params, url?: string, at?: number): void;
  /** Calls `work` when the shopper leaves a page: with the document, or to another path inside it. */
  onLeave(work: (url: string) => void): void;
}

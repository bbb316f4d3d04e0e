import type { Browser, Listen } from '../browser.ts';
import type { Params } from '../ga4-events.ts';

/** What the watchers of this folder share. */
export interface Experience {
  window: Browser;
  listen: Listen;
  /**
   * @param url of the page it happened on, by default the present one
   * @param at when it happened, on the clock of `event.timeStamp`, if that was not just now
   */
  track(name: string, params: Params, url?: string, at?: number): void;
  /** Address of the present page. */
  url(): string;
  /** Calls `work` when the shopper leaves a page: with the document, or to another path inside it. */
  onLeave(work: (url: string) => void): void;
}

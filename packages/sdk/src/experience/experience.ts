import type { Browser, Listen } from '../browser.ts';
import type { Params } from '../ga4-events.ts';

/** What the watchers of this folder share. */
export interface Experience {
  window: Browser;
  listen: Listen;
  /** @param url of the page it happened on, where that is not the present one */
  track(name: string, params: Params, url?: string): void;
  /** Calls `work` when the shopper leaves a page: with the document, or to another path inside it. */
  onLeave(work: (url: string) => void): void;
}

import type { ParamsOf } from './ga4-events.ts';
import type { Survey } from './survey/survey.ts';

/**
 * `granted`: events are sent. `pending`: they wait in memory and nothing is stored, until the next word.
 * `denied`: nothing is recorded, and what was stored is gone.
 */
export type Consent = 'granted' | 'pending' | 'denied';

/**
 * The command function of the page, `window.desirepath`. It never throws and returns nothing.
 *
 * @example
 * desirepath('event', 'add_to_cart', { currency: 'EUR', value: 19.9, items: [{ item_id: 'SKU1', price: 19.9 }] })
 */
export interface Desirepath {
  /**
   * Records an event under a GA4 name, or under one of your own.
   * @param url of the page it happened on, where the shopper has left that page since
   * @param signal when it happened, in ms: such an event may be lost, is not stored, and waits up to 3 s for company
   */
  <N extends string>(command: 'event', name: N, params?: ParamsOf<N>, url?: string, signal?: number): void;
  /** Says who uses this browser from now on: the shop's own id of the person, at most 200 characters. */
  (command: 'identify', userId: string | number): void;
  /** Forgets the person, the visitor and the session, as on a shared device after signing out. */
  (command: 'reset'): void;
  /** Says what the shopper allowed. Not remembered by the tag: say it on every page. */
  (command: 'consent', state: Consent): void;
  /** Names a survey, or several, for the file that `data-survey` loads: what is asked, and when. */
  (command: 'survey', survey: Survey | readonly Survey[]): void;
  /** Shows in the console what is recorded and what becomes of it. */
  (command: 'debug'): void;
  /** Ends all recording on this page and takes every listener away. */
  (command: 'stop'): void;
  /**
   * Calls made before the tag was there. Once it is, what further files hear of: the name of each event that was
   * recorded, and calls that are not the tag's own.
   */
  q?: unknown[];
  /** Name and version of the tag, once it is there. */
  v?: string;
  /** Aborted when the tag is stopped. For the tag's own further files, as are the next two. */
  s?: AbortSignal;
  /** Errors that happened before they were loaded. */
  e?: Event[];
  /** Whether the experience is watched already. */
  x?: boolean;
}

declare global {
  interface Window {
    desirepath?: Desirepath | undefined;
    dataLayer?: unknown[] | undefined;
  }
  /** Defined once the snippet or the tag has run. */
  var desirepath: Desirepath | undefined;
}

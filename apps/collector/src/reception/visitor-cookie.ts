import type { ParsedEvent } from '@desirepath/schema';
import type { Arrival } from './arrival.ts';

/** The longest that browsers let a cookie live, seconds: 400 days. */
const LIFETIME = 34_560_000;
/** What the tag makes and reads as an id; neither the hash of a day nor a person. */
const VISITOR = /^[\w-]{8,64}$/;

/**
 * The cookie that brings a visitor back, set by the server: where a script sets it, Safari forgets it after seven days. Only a path of
 * the shop itself can set one for it, which the browser says by `Sec-Fetch-Site`. It is the tag's own cookie under the tag's own name, so
 * the tag can read it when nothing else is left, and take it away when consent is. Who sends no id, or may have none, gets none.
 *
 * @param list what became of the events of the request
 * @returns undefined where none is due
 */
export function visitorCookie(arrival: Arrival, list: readonly ParsedEvent[]): string | undefined {
  if (arrival.header('sec-fetch-site') !== 'same-origin') return undefined;
  const last = list.findLast((one) => one.verdict === 'stored');
  if (last === undefined || !VISITOR.test(last.row.visitor_id)) return undefined;
  const secure = arrival.header('origin')?.startsWith('https:') === true ? '; Secure' : '';
  return `dp=${last.row.visitor_id}; Path=/; Max-Age=${LIFETIME}; SameSite=Lax${secure}`;
}

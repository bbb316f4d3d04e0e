import type { EventContext } from '@desirepath/schema';
import { SDK } from './version.ts';

/** Events of one task on one page: what they all say, and each as JSON without that. */
export interface Group {
  _context: EventContext;
  _texts: readonly string[];
}

/**
 * The body of a request: the events, and once what they say alike.
 * @param key the site's write key
 * @param now the clock at this moment, ms: the collector corrects a wrong clock by it
 * @param groups none may lack what the first one says, as it would inherit it
 */
export function envelopeText(key: string, now: number, groups: readonly [Group, ...Group[]]): string {
  const shared = groups[0]._context as Record<string, unknown>;
  const events = groups.flatMap(({ _context, _texts }) => {
    const own = JSON.stringify(_context, (name, value) =>
      JSON.stringify(value) === JSON.stringify(shared[name]) ? undefined : value,
    ).slice(0, -1);
    // What an event says itself comes last, and so it is what holds.
    return own === '{' ? _texts : _texts.map((event) => `${own},${event.slice(1)}`);
  });
  return withEvents({ key, sdk: SDK, sent_at: now, ...shared }, events);
}

/** Events and what they share as JSON: a whole envelope, or what is stored of one. */
export function withEvents(context: object, texts: readonly string[]): string {
  return `${JSON.stringify(context).slice(0, -1)},"events":[${texts}]}`;
}

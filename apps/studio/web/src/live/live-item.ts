import type { LiveEvent } from '@desirepath/schema';

/** An event of the feed with the id that the stream gave it. */
export interface LiveItem {
  id: string;
  event: LiveEvent;
}

/** Most events that the page keeps. */
export const MAX_ITEMS = 300;

/** Puts new items, oldest first, on top of the list, newest first; what was there already is not put twice. */
export function withItems(list: readonly LiveItem[], fresh: readonly LiveItem[]): LiveItem[] {
  const known = new Set(list.map(({ id }) => id));
  return [...fresh.filter(({ id }) => !known.has(id)).reverse(), ...list].slice(0, MAX_ITEMS);
}

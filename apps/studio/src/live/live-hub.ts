import type { Erased, LiveEvent, LiveFeed } from '@desirepath/schema';

/** A live event with its place in the stream. */
export interface LiveItem {
  id: string;
  event: LiveEvent;
}

/** Hands live events on to any number of listeners, and keeps the last ones of each site for those who come later. */
export interface LiveHub {
  /**
   * Calls `listener` for every event of the site from now on.
   * @param after id of the last item that the listener has; what the ring holds after it is returned for replay
   */
  listen(site: string, after: string | undefined, listener: (item: LiveItem) => void): Listening;
}

/** What a listener gets: what came before it, and the way to end it. */
interface Listening {
  replay: LiveItem[];
  stop(): void;
}

/**
 * Subscribes to the feed once, for all.
 * @param run tells one run of the process from the next, so that an id of an earlier run is known to be none of ours
 * @param size events kept of each site
 */
export function createLiveHub(feed: LiveFeed, run: string, size = 50): LiveHub {
  const sites = new Map<string, { ring: LiveItem[]; listeners: Set<(item: LiveItem) => void> }>();
  const of = (site: string) => {
    const known = sites.get(site);
    if (known !== undefined) return known;
    const made = { ring: [], listeners: new Set<(item: LiveItem) => void>() };
    sites.set(site, made);
    return made;
  };
  let number = 0;
  feed.subscribe(
    (event) => {
      const { ring, listeners } = of(event.site);
      const item = { id: `${run}-${++number}`, event };
      ring.push(item);
      if (ring.length > size) ring.shift();
      for (const listener of listeners) listener(item);
    },
    (erased) => {
      const known = sites.get(erased.site);
      if (known !== undefined) known.ring = known.ring.filter(({ event }) => !isOf(event, erased));
    },
  );
  return {
    listen(site, after, listener) {
      const { ring, listeners } = of(site);
      listeners.add(listener);
      // That item itself may be forgotten by now.
      const seen = after?.startsWith(`${run}-`) === true ? numberOf(after) : 0;
      return {
        replay: ring.filter((item) => numberOf(item.id) > seen),
        stop: () => listeners.delete(listener),
      };
    },
  };
}

/** What counts up in the id of an item; 0 where that is none. */
function numberOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('-') + 1)) || 0;
}

/** On a visitor that several persons share nobody can tell whose an event was: it goes. */
function isOf({ person, visitor }: LiveEvent, erased: Erased): boolean {
  return (erased.person !== '' && person === erased.person) || erased.visitors.includes(visitor);
}

import type { EventContext, Page } from '@desirepath/schema';
import type { Browser, Listen } from './browser.ts';
import { envelopeText, type Group, withEvents } from './envelope.ts';
import type { Keeper } from './keeper.ts';

/** Bytes of events in one request: a beacon may carry 64 KiB in all, so two requests fit beside each other. */
const CHUNK = 30_000;
const BATCH_DELAY = 400;
/** Nobody waits for a signal. Long enough for what is judged of a click, 2 s after it, to go with it: a request costs more. */
const SIGNAL_DELAY = 3_000;
const TIMEOUT = 20_000;
/** Events of another tab that are this old were left behind: a living tab would have sent them. */
const ORPHAN_AGE = 60_000;
/** What could not be sent for so long never will be: a wrong address, or a site that refuses this origin. */
const WEEK = 604_800_000;
/** Tries on one page, some ten minutes in all, until it is left to the next event or page. */
const MOST_TRIES = 10;
/** Entries kept in storage at most: the shop needs that room too. */
const MOST_STORED = 300;

/** What the events of a page share. */
export interface Common {
  page: Page & { url: string };
  language: string;
}

/**
 * Holds every event until the collector has acknowledged it: first in storage, one entry for all that one task of the
 * page brings, so that tabs never overwrite each other; then on its way. An event may arrive twice (the collector knows it
 * by its id), but not never. Signals are in memory only: one may be lost.
 */
export interface Outbox {
  /**
   * @param event as JSON
   * @param common the same object for all events of a page
   * @param urgent sends at once
   */
  _add(event: string, common: Common, signal?: boolean, urgent?: boolean): void;
  /** Gives what was added an owner and stores it: before another is named, and when consent is there. */
  _commit(): void;
  /** Takes over what earlier pages left behind. */
  _adopt(): void;
  /** Drops everything that has not left. */
  _clear(): void;
}

/** Events that have no owner yet. */
interface Fresh {
  _common: Common;
  _texts: string[];
  _signal: boolean | undefined;
  _time: number;
}

/** Events with their owner, as they are stored and sent: never taken apart, unless they are too much for the collector. */
interface Pending extends Group {
  /** Its name in storage, if it is there. */
  _entry: string;
  _size: number;
  /** Whether a request carries it at this moment. */
  _away?: boolean;
}

/**
 * Parameters stand one by one, as so they cost nothing in the file that shops load; an object of them costs a hundred bytes.
 * @param url of the collector's `/v1/events`
 * @param key the site's write key
 * @param tab id of this tab; asked for only when something is stored
 * @param owner who acted at that time; undefined until that may be recorded: the events wait in memory
 * @param guard keeps what goes wrong from the page
 */
export function createOutbox(
  window: Browser,
  listen: Listen,
  url: string,
  key: string,
  storage: Keeper,
  tab: () => string,
  owner: (time: number, common: Common) => EventContext | undefined,
  guard: (work: () => void) => () => void,
  log: (what: string, more: unknown) => void,
): Outbox {
  const { document, navigator } = window;
  let fresh: Fresh[] = [];
  /** The oldest first. */
  let pending: Pending[] = [];
  let timer: number | undefined;
  /** The delay of the timer. */
  let armed = 0;
  let requests = 0;
  let failures = 0;
  let limit = CHUNK;
  let leaving = false;
  let adopted = false;
  /** Whether a microtask is to commit. */
  let committing = false;

  /** @param entry its name in storage, where it is there already */
  const put = (context: EventContext, texts: readonly string[], signal?: boolean, entry = ''): void => {
    // In UTF-8, made into one character for each byte. Halves of characters would throw, but JSON escapes them.
    // What is added for each event keeps those that say next to nothing below the 500 that a collector takes at once.
    const size = unescape(encodeURIComponent(`${texts}`)).length + texts.length * 20;
    const half = texts.length >> 1;
    if (size > CHUNK && half) {
      put(context, texts.slice(0, half), signal);
      put(context, texts.slice(half), signal);
    } else {
      if (!entry && !signal && !pending[MOST_STORED]) {
        // Unique, and an heir can tell its age and whether it is of the same tab and site.
        entry = `dp.${Date.now()}.${tab()}.${key}.${Math.random()}`;
        storage._set(entry, withEvents(context, texts));
      }
      pending.push({ _context: context, _texts: texts, _size: size, _entry: entry });
    }
  };
  const remove = (groups: Pending[]): void => {
    pending = pending.filter((group) => !groups.includes(group));
    for (const { _entry } of groups) storage._set(_entry, null);
  };
  const release = (groups: Pending[]): void => {
    for (const group of groups) group._away = false;
  };
  // A single-page shop sets its title after it has moved.
  const entitle = (page: Page | undefined): void => {
    if (page?.url === window.location.href) page.title = document.title;
  };

  const commit = (): void => {
    committing = false;
    fresh = fresh.filter(({ _common, _texts, _signal, _time }) => {
      const who = owner(_time, _common);
      if (!who) return true;
      entitle(_common.page);
      put({ ...who, ..._common }, _texts, _signal);
      return false;
    });
  };

  /** What the next request carries, marked as away. */
  const take = (): Pending[] => {
    commit();
    const groups: Pending[] = [];
    let size = 0;
    for (const group of pending.filter(({ _away }) => !_away)) {
      size += group._size;
      // Who has no name must not inherit one.
      if (groups[0] && (size > limit || group._context.user_id !== groups[0]._context.user_id)) break;
      group._away = true;
      entitle(group._context.page);
      groups.push(group);
    }
    return groups;
  };
  const textOf = (groups: Pending[]): string => envelopeText(key, Date.now(), groups as [Pending]);

  const arm = (delay: number): void => {
    // After a failure nothing new breaks the wait.
    if (timer && (failures || delay >= armed)) return;
    window.clearTimeout(timer);
    armed = delay;
    timer = window.setTimeout(
      guard(() => {
        timer = 0;
        flush();
      }),
      delay,
    );
  };

  const settle = (groups: Pending[], status: number, retryAfter: number): void => {
    requests--;
    log(`sent, ${status}`, groups);
    release(groups);
    if (!status || status >= 500 || [408, 425, 429].includes(status)) {
      if (++failures < MOST_TRIES) arm(2 ** failures * 500 * (1 + Math.random()) + retryAfter * 1000);
      return;
    }
    if (status === 413 && groups[1]) {
      // Each for itself, until one has passed.
      limit = 0;
    } else {
      // Acknowledged, or refused for good: sent again it would be refused again.
      failures = 0;
      limit = CHUNK;
      remove(groups);
    }
    flush();
  };

  const flush = (atOnce?: boolean): void => {
    if (requests && !atOnce) return;
    const groups = take();
    if (!groups[0]) return;
    requests++;
    window
      .fetch(url, {
        method: 'POST',
        body: textOf(groups),
        // Only where nobody may wait for the answer: what is kept alive takes from what beacons may carry.
        keepalive: document.hidden,
        signal: window.AbortSignal.timeout?.(TIMEOUT),
      } as RequestInit)
      .then(
        // Headers cost memory that a good answer does without.
        (response) =>
          settle(groups, response.status, +(response.ok || (response.headers.get('retry-after') as string)) || 0),
        () => settle(groups, 0, 0),
      );
  };

  /** The page may be gone after this: no answer will be heard, so everything stays in storage until a later page hears one. */
  const leave = (): void => {
    const groups = take();
    if (!groups[0]) return;
    const body = textOf(groups);
    // Beacons carry some 64 KiB at a time; what the browser sends after the page has as much for itself, and throws beyond it.
    if (navigator.sendBeacon?.(url, body) || window.fetchLater?.(url, { method: 'POST', body })) leave();
  };

  listen(window, 'pagehide', () => {
    // The page takes its requests with it.
    release(pending);
    leaving = true;
    leave();
  });
  listen(window, 'pageshow', () => {
    // Back from the back/forward cache: nobody heard the answer to what was on its way.
    if (leaving) release(pending);
    leaving = false;
    gather();
  });
  listen(document, 'visibilitychange', () => {
    if (document.hidden && !leaving) flush(true);
  });
  listen(window, 'online', () => flush());

  const gather = guard(() => {
    commit();
    // A hidden page may be frozen before a timer fires.
    if (document.hidden) flush(true);
    else if (pending[0]) arm(BATCH_DELAY);
  });

  return {
    _add(event, common, signal, urgent) {
      const last = fresh[fresh.length - 1];
      if (last && last._common === common && last._signal === signal) last._texts.push(event);
      else fresh.push({ _common: common, _texts: [event], _signal: signal, _time: Date.now() });
      if (leaving) leave();
      else if (urgent) flush(true);
      else if (signal && !document.hidden) arm(SIGNAL_DELAY);
      else if (!committing) {
        // All that one task of the page brings is stored, and sent, together.
        committing = true;
        window.queueMicrotask(gather);
      }
    },
    _commit: gather,
    _adopt() {
      const site = `.${key}.`;
      const own = `.${tab()}${site}`;
      const orphans: string[] = [];
      const adopt = (entry: string): void => {
        try {
          // Null where another heir was faster.
          const { events, ...context } = JSON.parse(storage._get(entry) as string);
          const texts = events.map((event: unknown) => JSON.stringify(event));
          if (entry.includes(own)) put(context, texts, false, entry);
          else {
            // First, as its copy has no room in a full storage otherwise.
            storage._set(entry, null);
            put(context, texts);
          }
        } catch {
          // Not ours, or another heir was faster.
          storage._set(entry, null);
        }
      };
      for (const entry of adopted ? [] : storage._keys()) {
        const age = Date.now() - +(entry.split('.')[1] as string);
        if (age > WEEK) storage._set(entry, null);
        else if (entry.includes(own)) adopt(entry);
        else if (age > ORPHAN_AGE && entry.includes(site)) orphans.push(entry);
      }
      adopted = true;
      gather();
      if (!orphans[0]) return;
      const inherit = (): void => {
        orphans.forEach(adopt);
        gather();
      };
      // One heir at a time; the new name shows the next one that they are taken.
      if (navigator.locks) {
        navigator.locks.request('dp', { ifAvailable: true }, (lock) => lock && inherit()).catch(() => {});
      } else inherit();
    },
    _clear() {
      fresh = [];
      pending = [];
      for (const entry of storage._keys()) storage._set(entry, null);
    },
  };
}

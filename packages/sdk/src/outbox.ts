import type { ClientEvent } from '@desirepath/schema';
import type { Browser, Listen } from './browser.ts';
import { envelopeOf } from './envelope.ts';
import { eventText } from './event-text.ts';
import { keeper } from './keeper.ts';

const PREFIX = 'dp.';
/** Bytes of events in one request: a beacon may carry 64 KiB in all, so two requests fit beside each other. */
const CHUNK = 30_000;
const BATCH_DELAY = 400;
const TIMEOUT = 20_000;
/** An event of another tab that is this old was left behind: a living tab would have sent it. */
const ORPHAN_AGE = 60_000;
/** What could not be sent for so long never will be: a wrong address, or a site that refuses this origin. */
const WEEK = 604_800_000;
/** Tries on one page, some ten minutes in all, until it is left to the next event or page. */
const MOST_TRIES = 10;
/** Events kept in storage at most: the shop needs that room too. */
const MOST_STORED = 500;

/**
 * Holds every event until the collector has acknowledged it: first in storage, one entry an event, so that tabs never
 * overwrite each other; then on its way. An event may arrive twice (the collector knows it by its id), but not never.
 */
export interface Outbox {
  /** @param urgent sends at once */
  _add(event: ClientEvent, urgent: boolean): void;
  /** Takes over what earlier pages left behind. */
  _adopt(): void;
  /** Drops everything that has not left. */
  _clear(): void;
}

export interface OutboxOptions {
  _url: string;
  _key: string;
  /** Id of this tab; asked for only when something is stored. */
  _tab(): string;
  _now(): number;
  /** Keeps what goes wrong from the page. */
  _guard<A extends unknown[]>(work: (...args: A) => void): (...args: A) => void;
  _log(what: string, more: unknown): void;
}

export function createOutbox(window: Browser, listen: Listen, options: OutboxOptions): Outbox {
  const { document, navigator } = window;
  const storage = keeper(window, 'localStorage');
  /** Events as JSON texts, by the name of their entry in storage; the oldest first. */
  const pending = new Map<string, string>();
  /** Entries that a request carries at this moment. */
  const away = new Set<string>();
  // Not a Blob: its size is asked of another process.
  const encoder = new TextEncoder();
  let counter = 0;
  let timer: number | undefined;
  let requests = 0;
  let failures = 0;
  let limit = CHUNK;
  let leaving = false;

  const put = (text: string, fleeting?: boolean): void => {
    const now = options._now();
    // Tab, time and number: unique, and an heir can tell its age.
    const entry = `${PREFIX}${options._tab()}.${now}.${counter++}`;
    if (!fleeting && pending.size < MOST_STORED) storage._set(entry, text);
    pending.set(entry, text);
  };
  const remove = (entry: string): void => {
    pending.delete(entry);
    away.delete(entry);
    storage._set(entry, null);
  };

  /** The next request: its entries, marked as away, and its body. */
  const take = (): [entries: string[], body: string] => {
    const entries: string[] = [];
    const events: ClientEvent[] = [];
    let size = 0;
    for (const [entry, text] of pending) {
      if (away.has(entry)) continue;
      size += encoder.encode(text).length;
      if (entries.length && size > limit) break;
      try {
        const event: ClientEvent = JSON.parse(text);
        const page = event.page;
        // A single-page shop sets its title after it has moved.
        if (page?.url === window.location.href) page.title = document.title;
        events.push(event);
        entries.push(entry);
        away.add(entry);
      } catch {
        remove(entry);
      }
    }
    return [entries, entries.length ? JSON.stringify(envelopeOf(options._key, options._now(), events)) : ''];
  };

  const arm = (delay: number): void => {
    timer ??= window.setTimeout(
      options._guard(() => {
        timer = undefined;
        flush();
      }),
      delay,
    );
  };

  const settle = (entries: string[], status: number, retryAfter: number): void => {
    requests--;
    options._log(`sent, ${status}`, entries.length);
    for (const entry of entries) away.delete(entry);
    const again = !status || status >= 500 || /^4(08|13|29)$/.test(`${status}`);
    if (status === 413 && entries.length > 1) {
      limit /= 2;
    } else if (again && status !== 413) {
      if (++failures < MOST_TRIES) arm(Math.max(2 ** failures * 500 * (1 + Math.random()), retryAfter * 1000));
      return;
    } else {
      // Acknowledged, or refused for good: sent again it would be refused again.
      failures = 0;
      limit = CHUNK;
      for (const entry of entries) remove(entry);
    }
    flush();
  };

  const flush = (atOnce?: boolean): void => {
    if (requests && !atOnce) return;
    const [entries, body] = take();
    if (!body) return;
    requests++;
    window
      .fetch(options._url, {
        method: 'POST',
        body,
        keepalive: true,
        signal: window.AbortSignal.timeout?.(TIMEOUT) ?? null,
      })
      .then(
        (response) => settle(entries, response.status, Number(response.headers.get('retry-after'))),
        () => settle(entries, 0, 0),
      );
  };

  /** Beacons may carry some 64 KiB at a time; what the browser sends after the page has as much for itself. */
  const sendLater = (body: string): boolean => {
    try {
      return !!window.fetchLater?.(options._url, { method: 'POST', body });
    } catch {
      return false;
    }
  };

  /** The page may be gone after this: no answer will be heard, so everything stays in storage until a later page hears one. */
  const leave = (): void => {
    for (;;) {
      const [entries, body] = take();
      if (!body || !(navigator.sendBeacon(options._url, body) || sendLater(body))) {
        for (const entry of entries) away.delete(entry);
        return;
      }
    }
  };

  listen(window, 'pagehide', () => {
    leaving = true;
    leave();
  });
  listen(window, 'pageshow', () => {
    // Back from the back/forward cache: nobody heard the answer to what was on its way.
    if (leaving) away.clear();
    leaving = false;
    arm(BATCH_DELAY);
  });
  listen(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden' && !leaving) flush(true);
  });
  listen(window, 'online', () => {
    window.clearTimeout(timer);
    timer = undefined;
    flush();
  });

  return {
    _add(event, urgent) {
      // Always sent on leaving, these would all be sent a second time by the next page; a measurement may be lost.
      put(eventText(event), /^(web_vital|engagement)$/.test(event.name));
      options._log(event.name, event);
      if (leaving) leave();
      else if (urgent) flush(true);
      // A hidden page may be frozen before a timer fires; a microtask still gathers what one listener adds.
      else if (document.visibilityState === 'hidden') window.queueMicrotask(options._guard(() => flush(true)));
      else arm(BATCH_DELAY);
    },
    _adopt() {
      const own = PREFIX + options._tab();
      const orphans: string[] = [];
      for (const entry of storage._keys(PREFIX)) {
        const text = storage._get(entry);
        if (!text || pending.has(entry)) continue;
        const age = options._now() - Number(entry.split('.')[2]);
        if (age > WEEK) storage._set(entry, null);
        else if (entry.startsWith(own)) pending.set(entry, text);
        else if (age > ORPHAN_AGE) orphans.push(entry);
      }
      const inherit = (): void => {
        for (const entry of orphans) {
          const text = storage._get(entry);
          if (text) put(text);
          storage._set(entry, null);
        }
        arm(BATCH_DELAY);
      };
      // One heir at a time; the new name shows the next one that they are taken.
      if (orphans.length && navigator.locks) {
        navigator.locks.request('dp', { ifAvailable: true }, (lock) => lock && inherit()).catch(() => {});
      } else inherit();
    },
    _clear() {
      pending.clear();
      for (const entry of storage._keys(PREFIX)) storage._set(entry, null);
    },
  };
}

import type { Campaign, ClientEvent } from '@desirepath/schema';
import type { Browser, Listen } from './browser.ts';
import { campaignOf } from './campaign.ts';
import { watchClicks } from './clicks.ts';
import { adoptDataLayer } from './data-layer.ts';
import type { Consent, Desirepath } from './desirepath.ts';
import { eventText } from './event-text.ts';
import type { Params } from './ga4-events.ts';
import { identities } from './identity.ts';
import { readLink, watchLinks } from './linker.ts';
import { createOutbox } from './outbox.ts';
import { watchPageViews } from './page-views.ts';
import { uuidV7 } from './uuid-v7.ts';
import { SDK } from './version.ts';

export interface TrackerOptions {
  /** The site's public write key. */
  site: string;
  /** Address of the collector's `/v1/events`. */
  url: string;
  /** By default `granted`, and `denied` where the browser sends Global Privacy Control. */
  consent?: Consent | undefined;
  /** Whether the fragment is part of the page's address, as in shops that route by `#/…`. */
  hash?: boolean | undefined;
  /** The shop's other domains: who follows a link there is the same visitor. */
  domains?: readonly string[] | undefined;
}

/** An event that waits for consent, with the page it happened on. */
type Draft = Pick<ClientEvent, 'name' | 'time' | 'params' | 'page' | 'campaign' | 'language'>;

/** Errors kept for the file that tells of them. */
const MOST_ERRORS = 10;

/** Random bytes of an id, and of 64 ids. */
const ID_BYTES = 10;
const RANDOM_BYTES = 640;

/** Events that wait for consent at most; more than a page ever has. */
const MOST_DRAFTS = 200;

/**
 * Starts the tag in a window, once: a second start changes nothing. `window.desirepath` becomes the command function,
 * and what was queued on it before is carried out.
 */
export function startTracker(window: Browser, options: TrackerOptions): void {
  const { document, location, navigator } = window;
  // A page that is rendered ahead may never be seen: nothing on it has happened yet.
  if ((document as { prerendering?: boolean }).prerendering) {
    document.addEventListener('prerenderingchange', () => startTracker(window, options), { once: true });
    return;
  }
  if (window.desirepath?.v) return;
  const queued = (window.desirepath?.q ?? []) as Parameters<Desirepath>[];

  const controller = new AbortController();
  let debug = false;
  const log = (what: string, more: unknown): void => {
    if (debug) window.console.log('[desirepath]', what, more);
  };
  /** What goes wrong here must not go wrong in the page. */
  const guard =
    <A extends unknown[]>(work: (...args: A) => void) =>
    (...args: A): void => {
      try {
        work(...args);
      } catch (error) {
        log('failed', error);
      }
    };
  const listen: Listen = (target, type, listener) =>
    target.addEventListener(type, guard(listener) as EventListener, { capture: true, signal: controller.signal });

  const now = (): number => Date.now();
  // Random bytes for many ids at a time: each call costs as much as all else that an event needs.
  const pool = new Uint8Array(RANDOM_BYTES);
  let used = RANDOM_BYTES;
  const random = (bytes: Uint8Array): void => {
    if (used === RANDOM_BYTES) {
      window.crypto.getRandomValues(pool);
      used = 0;
    }
    bytes.set(pool.subarray(used, used + ID_BYTES));
    used += ID_BYTES;
  };
  const newId = (): string => uuidV7(now(), random);
  const domains = options.domains ?? [];
  const identity = identities(window, newId, readLink(window, domains, now()));
  const outbox = createOutbox(window, listen, {
    _url: options.url,
    _key: options.site,
    _tab: identity._tab,
    _now: now,
    _guard: guard,
    _log: log,
  });

  let consent: Consent =
    options.consent ?? ((navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl ? 'denied' : 'granted');
  let drafts: Draft[] = [];
  let sequence = 0;
  /** For further files: names of what was recorded, and calls that are not the tag's own. */
  const told: unknown[] = [];
  let address = '';
  let referrer = document.referrer;
  let campaign: Campaign | undefined;

  const commit = (draft: Draft): void => {
    const ids = identity._at(draft.time as number, draft.campaign ? JSON.stringify(draft.campaign) : '');
    outbox._add({ id: newId(), seq: sequence++, ...draft, ...ids }, draft.name === 'purchase');
    told.push(draft.name);
  };
  const track = guard((name: string, params?: Params, url?: string): void => {
    const draft: Draft = {
      name,
      time: now(),
      page: url ? { url } : { url: location.href, title: document.title, referrer },
      language: navigator.language,
      ...(campaign && { campaign }),
      ...(params && { params }),
    };
    // Pages without types call this, too.
    if (!name || typeof name !== 'string') log('an event needs a name', name);
    else if (consent === 'granted') commit(draft);
    else if (consent === 'pending' && drafts.length < MOST_DRAFTS) drafts.push(JSON.parse(eventText(draft)));
    else log(`not recorded, consent ${consent}`, name);
  });

  /** The person named on this page, in memory until consent is there. */
  let person = '';
  const identify = (): void => {
    if (person && consent === 'granted' && identity._identify(person)) track('identify');
  };

  const undo: (() => void)[] = [() => controller.abort()];
  const allow = (state: Consent): void => {
    consent = state;
    if (state === 'granted') {
      outbox._adopt();
      for (const draft of drafts) commit(draft);
      identify();
    }
    if (state !== 'pending') drafts = [];
    if (state === 'denied') {
      outbox._clear();
      identity._forget(true);
    }
  };

  const commands: Record<string, (...args: never[]) => void> = {
    event: track,
    identify(user: unknown) {
      person = `${user ?? ''}`.slice(0, 200);
      identify();
    },
    reset() {
      person = '';
      identity._forget(false);
    },
    consent: allow,
    debug: () => {
      debug = true;
    },
    stop: () => {
      for (const work of undo) work();
      consent = 'denied';
      desirepath.v = '';
    },
  };
  const desirepath = guard((command: string, ...args: never[]) => {
    if (commands[command]) commands[command](...args);
    else told.push([command, ...args]);
  }) as Desirepath;
  desirepath.v = SDK;
  desirepath.s = controller.signal;
  desirepath.q = told;
  const errors: Event[] = [];
  desirepath.e = errors;
  window.desirepath = desirepath;

  guard((): void => {
    // Most errors of a page happen before the file that tells of them is there.
    for (const type of ['error', 'unhandledrejection']) {
      listen(window, type, (event) => {
        if (errors.length < MOST_ERRORS) errors.push(event);
      });
    }
    // What decides whether the first page view may be recorded comes before it, all else after it.
    const early = /^(consent|debug)$/;
    for (const call of queued) if (early.test(call[0])) desirepath(...call);
    if (consent === 'granted') outbox._adopt();
    undo.push(
      watchPageViews(window, listen, options.hash === true, () => {
        campaign = campaignOf(location.search);
        if (address && address !== location.href) referrer = address;
        address = location.href;
        track('page_view');
      }),
    );
    for (const call of queued) if (!early.test(call[0])) desirepath(...call);
    watchClicks(window, listen, track);
    watchLinks(window, listen, domains, identity._linked, now);
    undo.push(adoptDataLayer(window, track));
  })();
}

import type { Browser, Listen } from './browser.ts';
import { campaignIn } from './campaign-in.ts';
import { watchClicks } from './clicks.ts';
import { adoptDataLayer } from './data-layer.ts';
import type { Consent, Desirepath } from './desirepath.ts';
import type { Params } from './ga4-events.ts';
import { identities } from './identity.ts';
import { keeper } from './keeper.ts';
import { readLink, watchLinks } from './linker.ts';
import { type Common, createOutbox } from './outbox.ts';
import { watchPageViews } from './page-views.ts';
import { randomId } from './random-id.ts';
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
  /** Whether nothing is stored and no id is sent: the collector then knows the browser for a day only. */
  cookieless?: boolean | undefined;
}

/** Errors kept for the file that tells of them. */
const MOST_ERRORS = 10;

/** Events that wait for consent at most; more than a page ever has. */
const MOST_WAITING = 200;

/**
 * Starts the tag in a window, once: a second start changes nothing. `window.desirepath` becomes the command function,
 * and what was queued on it before is carried out.
 */
export function startTracker(window: Browser, options: TrackerOptions): void {
  const { document, location, navigator } = window;
  // A page that is rendered ahead may never be seen: nothing on it has happened yet.
  if ((document as { prerendering?: boolean }).prerendering) {
    document.addEventListener('prerenderingchange', () => startTracker(window, options));
    return;
  }
  const { v: started, q: queued = [] } = window.desirepath ?? ({} as Desirepath);
  if (started) return;

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

  guard((): void => {
    const controller = new AbortController();
    const listen: Listen = (target, type, listener) =>
      target.addEventListener(type, guard(listener) as EventListener, { capture: true, signal: controller.signal });

    const newId = (): string => randomId(window);
    const { cookieless, domains = [] } = options;
    // Without cookies there is no storage either: what cannot be found keeps nothing.
    const shared = keeper(window, cookieless ? '' : 'localStorage');
    const ownTab = keeper(window, cookieless ? '' : 'sessionStorage');
    const identity = identities(window, shared, ownTab, newId, readLink(window, domains));
    // The end of every event's id on this page; its beginning is made of time and number (docs/events.md).
    const id = newId();
    const ids = `8${id.slice(1, 4)}-${id.slice(4)}`;
    const outbox = createOutbox(
      window,
      listen,
      options.url,
      options.site,
      shared,
      identity._tab,
      (time, { page }) =>
        consent === 'granted' ? { ids, ...(!cookieless && identity._at(time, campaignIn(page.url))) } : undefined,
      guard,
      log,
    );

    let consent: Consent =
      options.consent ??
      ((navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl ? 'denied' : 'granted');
    /** Names of what waits for consent: it is not recorded yet. */
    let waiting: string[] = [];
    let sequence = 0;
    /** For further files: names of what was recorded, and calls that are not the tag's own. */
    const told: unknown[] = [];
    let address = '';
    let referrer = document.referrer;
    let common = {} as Common;

    const track = guard((name: string, params?: Params, url?: string, signal?: number): void => {
      // Pages without types call this, too.
      if (typeof name !== 'string' || consent === 'denied' || waiting[MOST_WAITING - 1]) {
        log(consent, name);
        return;
      }
      const { href } = location;
      if (common.page?.url !== href) common = { ...common, page: { url: href, referrer } };
      const event = { name, seq: sequence++, time: signal || Date.now(), page: url && { url }, params };
      let text: string;
      try {
        text = JSON.stringify(event);
      } catch {
        // What cannot be written (a circle, a BigInt) is left out; the event still counts.
        text = JSON.stringify({ ...event, params: {} });
      }
      log(name, event);
      outbox._add(text, common, !!signal, name === 'purchase');
      (consent === 'granted' ? told : waiting).push(name);
    });

    /** The person named on this page, in memory until consent is there. */
    let person = '';
    const identify = (): void => {
      if (!person || cookieless || consent !== 'granted') return;
      if (identity._identify(person)) track('identify');
    };

    const undo: (() => void)[] = [() => controller.abort()];
    const allow = (state: Consent): void => {
      consent = state;
      if (state === 'granted') {
        outbox._adopt();
        // One by one: who listens replaces `push`.
        waiting.map((name) => told.push(name));
        identify();
      }
      waiting = [];
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
        identity._forget(consent !== 'granted');
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
      // What was done before is done by who was here before.
      if (command !== 'event') outbox._commit();
      if (commands[command]) commands[command](...args);
      else told.push([command, ...args]);
    }) as Desirepath;
    desirepath.v = SDK;
    desirepath.s = controller.signal;
    desirepath.q = told;
    const errors: Event[] = [];
    desirepath.e = errors;
    window.desirepath = desirepath;

    // Most errors of a page happen before the file that tells of them is there.
    for (const type of ['error', 'unhandledrejection']) {
      listen(window, type, (event) => {
        if (!errors[MOST_ERRORS - 1]) errors.push(event);
      });
    }
    // What decides whether the first page view may be recorded, `consent` and `debug`, comes before it, all else after it.
    const early = /^[cd]/;
    for (const call of queued as Parameters<Desirepath>[]) if (early.test(call[0])) desirepath(...call);
    allow(consent);
    watchPageViews(window, listen, undo, options.hash, () => {
      const { href } = location;
      if (address && address !== href) referrer = address;
      address = href;
      common = { language: navigator.language } as Common;
      track('page_view');
    });
    for (const call of queued as Parameters<Desirepath>[]) if (!early.test(call[0])) desirepath(...call);
    watchClicks(window, listen, track);
    watchLinks(window, listen, domains, identity._linked);
    // The page may keep something else under that name.
    undo.push(adoptDataLayer(window, track));
  })();
}

// The tag for bundlers. Importing it does nothing, so it may also be imported where there is no window.

import type { Browser } from './browser.ts';
import type { Consent, Desirepath } from './desirepath.ts';
import { watchExperience as watch } from './experience/watch-experience.ts';
import type { ParamsOf } from './ga4-events.ts';
import type { Survey } from './survey/survey.ts';
import { watchSurveys } from './survey/watch-surveys.ts';
import { startTracker } from './tracker.ts';

export { dataLayerEvent } from './data-layer-event.ts';
export type { Consent, Desirepath } from './desirepath.ts';
export type { Ga4Events, Ga4Item, Params, ParamsOf } from './ga4-events.ts';
export type { Survey, SurveyTexts } from './survey/survey.ts';

export interface InitOptions {
  /** The site's public write key. */
  site: string;
  /** Address of the collector, for example `https://collect.shop.example`; events go to `/v1/events` below it. */
  endpoint: string;
  /** By default `granted`, and `denied` where the browser sends Global Privacy Control. */
  consent?: Consent;
  /** Whether the fragment is part of the page's address, as in shops that route by `#/…`. */
  hash?: boolean;
  /** The shop's other domains, such as that of its checkout: who follows a link there is the same visitor. */
  domains?: readonly string[];
  /** Whether nothing is stored and no id is sent: the collector then knows the browser for a day only. */
  cookieless?: boolean;
}

/**
 * Starts the tag, once a page; on a server it does nothing. Calls of the other functions made before are kept and carried out.
 * @throws TypeError in a browser, when `endpoint` is not an absolute address
 * @example init({ site: 'wk_shop', endpoint: 'https://collect.shop.example' })
 */
export function init({ site, endpoint, consent, hash, domains, cookieless }: InitOptions): void {
  if (typeof window === 'undefined') return;
  const url = new URL('v1/events', `${endpoint.replace(/\/+$/, '')}/`).href;
  startTracker(window as Browser, { site, url, consent, hash, domains, cookieless });
}

/**
 * Records an event under a GA4 name, or under one of your own.
 * @example track('search', { search_term: 'linen' })
 */
export function track<N extends string>(name: N, params?: ParamsOf<N>): void {
  command('event', name, params);
}

/** Says who uses this browser from now on: the shop's own id of the person, at most 200 characters. */
export function identify(userId: string | number): void {
  command('identify', userId);
}

/** Forgets the person, the visitor and the session, as on a shared device after signing out. */
export function reset(): void {
  command('reset');
}

/** Says what the shopper allowed. Not remembered by the tag: say it on every page. */
export function setConsent(state: Consent): void {
  command('consent', state);
}

/** Shows in the console what is recorded and what becomes of it. */
export function debug(): void {
  command('debug');
}

/** Ends all recording on this page and takes every listener away. */
export function stop(): void {
  command('stop');
}

/**
 * Watches how the shopper fares on the page from now on: rage and dead clicks, outbound links and downloads, forms,
 * errors, scroll depth and engaged time. The hosted tag does so by itself; here it is asked for, after `init`.
 */
export function watchExperience(): void {
  if (typeof window !== 'undefined') watch(window as Browser);
}

/**
 * Asks shoppers something, when the rules of the survey say so; the answer is an event `survey`. To be called after `init`.
 * @example survey({ name: 'after_purchase', kind: 'csat', after: 'purchase', one_in: 4 })
 */
export function survey(...surveys: Survey[]): void {
  if (typeof window !== 'undefined') watchSurveys(window as Browser);
  command('survey', surveys);
}

function command(...call: unknown[]): void {
  if (typeof window === 'undefined') return;
  let queue = window.desirepath as ((...args: unknown[]) => void) | undefined;
  if (!queue) {
    const calls: unknown[] = [];
    queue = (...args) => calls.push(args);
    (queue as Desirepath).q = calls;
    window.desirepath = queue as Desirepath;
  }
  queue(...call);
}

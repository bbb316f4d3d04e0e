import type { ClientEvent, Envelope } from '@desirepath/schema';
import type { Channel } from './channel.ts';
import type { Device } from './device.ts';
import { eventId } from './event-id.ts';
import type { Random } from './random.ts';

/** Name and version that simulated events say they come from. */
export const SIMULATION_SDK = 'simulation/1';

/** One browser of a shopper; off-site touchpoints have none. */
export interface Browser {
  visitor: string;
  device: Device;
  country: string;
  language: string;
}

/** What one shopper did in one go, ready to be sent. */
export interface Visit {
  /** Null for what did not happen in a browser: a delivery, a call. */
  browser: Browser | null;
  /** In the order of time. */
  events: ClientEvent[];
}

/** Where events of a visit are written down while its shopper walks through the shop. */
export interface VisitWriter {
  readonly visit: Visit;
  /** An event on the page the shopper is on. */
  event(name: string, params?: Record<string, unknown>): void;
  /** The shopper turns to another page. */
  page(path: string, title: string): void;
  /** Time passes: `seconds` is the median. */
  wait(seconds: number): void;
  /** From here on the shop knows who it is. */
  identify(userId: string): void;
  readonly time: number;
}

/**
 * Opens a visit.
 *
 * @param origin of the shop, without a slash at the end
 */
export function openVisit(
  browser: Browser,
  channel: Channel,
  start: number,
  origin: string,
  userId: string | null,
  random: Random,
): VisitWriter {
  const events: ClientEvent[] = [];
  const session = random.hex(16);
  let time = start;
  let url = '';
  let title = '';
  let referrer = channel.referrer;
  let user = userId;
  let landed = false;

  function event(name: string, params?: Record<string, unknown>): void {
    events.push({
      id: eventId(time, random),
      name,
      time: Math.floor(time),
      seq: events.length + 1,
      visitor: browser.visitor,
      session,
      ...(user === null ? {} : { user_id: user }),
      page: referrer === '' ? { url, title } : { url, title, referrer },
      ...(landed || Object.keys(channel.campaign).length === 0 ? {} : { campaign: channel.campaign }),
      device: browser.device.device,
      browser: browser.device.browser,
      os: browser.device.os,
      country: browser.country,
      language: browser.language,
      ...(params === undefined ? {} : { params }),
    });
    landed = true;
  }

  return {
    visit: { browser, events },
    event,
    page(path, name) {
      const before = url;
      const tags = landed ? '' : campaignQuery(channel, path);
      url = `${origin}${path}${tags}`;
      title = name;
      if (before !== '') referrer = before;
      event('page_view');
    },
    wait(seconds) {
      // Under the 30 minutes that would end the session.
      time += Math.min(1200, random.logNormal(seconds, 0.7)) * 1000;
    },
    identify(userId) {
      user = userId;
      event('identify');
    },
    get time() {
      return time;
    },
  };
}

function campaignQuery(channel: Channel, path: string): string {
  const { source, medium, name, term } = channel.campaign;
  if (source === undefined) return '';
  const query = new URLSearchParams({ utm_source: source });
  if (medium !== undefined) query.set('utm_medium', medium);
  if (name !== undefined) query.set('utm_campaign', name);
  if (term !== undefined) query.set('utm_term', term);
  return `${path.includes('?') ? '&' : '?'}${query}`;
}

/** An event outside the browser: a delivery, a support call, a review. */
export function offSite(
  name: string,
  channel: string,
  time: number,
  who: { visitor: string; userId: string | null },
  random: Random,
  params?: Record<string, unknown>,
): Visit {
  const person = who.userId === null ? { visitor: who.visitor } : { visitor: who.visitor, user_id: who.userId };
  const event: ClientEvent = {
    id: eventId(time, random),
    name,
    time: Math.floor(time),
    ...person,
    channel,
    ...(params === undefined ? {} : { params }),
  };
  return { browser: null, events: [event] };
}

/** The envelope by which a browser (or the shop's server) sends a visit; an empty key is left out. */
export function visitEnvelope(visit: Visit, key: string, sentAt?: number): Envelope {
  return {
    ...(key === '' ? {} : { key }),
    sdk: SIMULATION_SDK,
    ...(sentAt === undefined ? {} : { sent_at: sentAt }),
    events: visit.events,
  };
}

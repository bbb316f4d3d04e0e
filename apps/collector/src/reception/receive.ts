import type { ParsedEvent, Problem, Site } from '@desirepath/schema';
import type { Opening } from '@desirepath/wire';
import type { Context } from 'hono';
import { addressGroup } from '../gate/client-address.ts';
import { type Sender, type SenderReader, wishesOf } from '../gate/sender.ts';
import type { SiteGate } from '../gate/site-gate.ts';
import type { TokenBuckets } from '../gate/token-buckets.ts';
import type { Intake, Taken } from '../intake/intake.ts';
import type { Limits } from '../limits.ts';
import {
  badEnvelope,
  bodyTooLarge,
  brokenJson,
  closing,
  encodedBody,
  limited,
  slowBody,
  tooManyEvents,
  wrongKey,
  wrongOrigin,
} from '../serve/problems.ts';
import { type Arrival, webArrival } from './arrival.ts';
import { corsFor } from './cors.ts';
import { inManners, mannersOf } from './manners.ts';
import { problemReply } from './problem-reply.ts';
import { type Reply, toResponse } from './reply.ts';
import { isOfSite, senderPage } from './sender-page.ts';
import { visitorCookie } from './visitor-cookie.ts';

/** All that it takes to let events in. */
export interface ReceptionOptions {
  gate: SiteGate;
  intake: Intake;
  limits: Limits;
  now: () => number;
  senders: SenderReader;
  /** The rate of each address. */
  addressRates: TokenBuckets;
  /** Whether the collector is being stopped and takes nothing more. */
  isClosing: () => boolean;
}

/** How one dialect's request is read and answered. */
export interface Reception {
  /** The write key where it stands outside the body. It counts before the one inside. */
  key: string | undefined;
  /** Takes the text of the body apart; `brokenJson` is a sentence's end, such as "it is empty". */
  open(text: string): Opening | { brokenJson: string };
  /** Finds the write key in a body that cannot be taken apart, so that the right site learns of it. */
  keyIn?(text: string): string | undefined;
  /** Whether a secret of the site came along, so that its orders can be believed. */
  isTrusted?(site: Site): boolean;
  /** The answer once everything is on the disk. */
  answer(taken: Taken): { status: 200 | 204; type?: string; body: string | Uint8Array<ArrayBuffer> | null };
  /** Whether it is the tag's, whose visitors have a cookie. */
  hasCookie?: boolean;
}

/** What a body may be packed in; what is made of it is told by its first bytes. */
const KNOWN_ENCODING = /^(?:identity|gzip|x-gzip)?$/i;

/**
 * Takes a request with events in, whatever its dialect: the same door, the same limits and the same account for all of them, and only the
 * reading and the answer are the dialect's own. What is refused is refused with problem details and a status that the clients act on.
 *
 * A browser's request must come from a page of one of the site's origins (lane `browser`); any other comes from a shop's own server (lane
 * `server`), where the User-Agent tells nothing about the shopper and is not looked at.
 */
export async function receive(arrival: Arrival, options: ReceptionOptions, reception: Reception): Promise<Reply> {
  const { gate, intake, limits, now, senders, addressRates } = options;
  const { key: given } = reception;
  const manners = mannersOf(arrival.path);
  const received = now();
  const origin = arrival.header('origin');
  const siteOf = (key: string | undefined) => (key === undefined ? undefined : gate.byKey(key));
  const siteIn = (text: string) => siteOf(given ?? reception.keyIn?.(text));
  const decline = (is: Problem, site: Site | undefined) =>
    problemReply(inManners(is, manners), corsFor(gate, site, origin, manners.cors));
  const refuse = async (is: Problem, site: Site | undefined, raw: string, events = 1): Promise<Reply> => {
    const { anonymous, optedOut } = wishesOf(arrival, site);
    // It is full of ids.
    const kept = anonymous || optedOut !== undefined ? '' : raw;
    await intake.refuse({ site: site?.id ?? '', problem: is, raw: kept, events }, received);
    return decline(is, site);
  };
  if (options.isClosing()) return decline(closing(), undefined);

  const encoding = arrival.header('content-encoding');
  if (encoding !== undefined && !KNOWN_ENCODING.test(encoding)) return refuse(encodedBody(encoding), siteOf(given), '');
  const body = await arrival.body({ bytes: limits.bodyBytes, ms: limits.bodyMs });
  if ('broken' in body) {
    return refuse(body.isSlow ? slowBody(body.broken) : brokenJson(body.broken), siteOf(given), '');
  }
  if ('tooLarge' in body) return refuse(bodyTooLarge(limits.bodyBytes), siteIn(body.tooLarge), body.tooLarge);
  // Without a body, the query is all there is.
  const raw = body.text === '' && arrival.url.includes('?') ? arrival.url.slice(arrival.url.indexOf('?')) : body.text;
  const opened = reception.open(body.text);
  if ('brokenJson' in opened) return refuse(brokenJson(opened.brokenJson), siteIn(raw), raw);
  const key = given ?? opened.key ?? ('fault' in opened ? reception.keyIn?.(raw) : undefined);
  const events = 'fault' in opened ? 1 : opened.count;
  const site = siteOf(key);
  if (site === undefined) return refuse(wrongKey(key), undefined, raw, events);
  const page = senderPage(arrival);
  if (page !== undefined && !isOfSite(page, site)) {
    return refuse(wrongOrigin(page.origin, site), site, raw, events);
  }
  if ('fault' in opened) return refuse(badEnvelope(opened.fault), site, raw);
  if (events > limits.batchEvents) return refuse(tooManyEvents(events, limits.batchEvents), site, raw, events);

  // The request itself has been paid for at the door.
  const wait = addressRates.isOff ? 0 : addressRates.take(addressGroup(senders.address(arrival)), events - 1, received);
  if (wait > 0) {
    intake.limit(site.id, received, 'address_rate', events);
    return decline(limited('address', wait), site);
  }
  const lane = page === undefined ? 'server' : 'browser';
  const sender = senders.read(arrival, site, lane, received);
  const list =
    sender.optedOut === undefined
      ? opened.parse({
          ...sender.context,
          site: site.id,
          lane,
          received,
          bodyBytes: raw.length * 3,
          maxEventBytes: limits.eventBytes,
        })
      : Array.from({ length: events }, () => optedOut(sender.optedOut));
  const taken = await intake.take(site.id, received, list, {
    botReason: sender.botReason,
    agent: sender.agent,
    isTrusted: lane === 'server' && reception.isTrusted?.(site) === true,
  });
  if ('problem' in taken) return decline(taken.problem, site);
  const { status, type, body: answer } = reception.answer(taken);
  const headers = corsFor(gate, site, origin, manners.cors);
  headers['cache-control'] = 'no-store';
  if (type !== undefined) headers['content-type'] = type;
  const cookie = reception.hasCookie === true ? visitorCookie(arrival, list) : undefined;
  if (cookie !== undefined) headers['set-cookie'] = cookie;
  return { status, headers, body: answer };
}

/** The same for a route of Hono's. */
export async function respond(c: Context, options: ReceptionOptions, reception: Reception): Promise<Response> {
  return toResponse(await receive(webArrival(c), options, reception));
}

/** Counted, and nothing of it is kept. */
function optedOut(header: Sender['optedOut']): ParsedEvent {
  const detail = `The browser asks with ${header} not to be followed, and by its setting this site keeps nothing then.`;
  return { verdict: 'rejected', id: undefined, rejection: { reason: 'opted_out', field: '', detail }, raw: '' };
}

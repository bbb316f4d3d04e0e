import { type Problem, problem, type Site } from '@desirepath/schema';
import type { Opening } from '@desirepath/wire';
import type { Context } from 'hono';
import { allowsOrigin } from '../gate/allows-origin.ts';
import { addressGroup } from '../gate/client-address.ts';
import { readBody } from '../gate/read-body.ts';
import { problemResponse } from '../problem-response.ts';
import { optedOut, type RouteOptions } from '../serve/events-route.ts';
import {
  badEnvelope,
  bodyTooLarge,
  brokenJson,
  limited,
  slowBody,
  tooManyEvents,
  wrongKey,
  wrongOrigin,
} from '../serve/problems.ts';
import { corsFor } from './cors.ts';

export interface DialectOptions extends RouteOptions {
  /** Whether the collector is being stopped and takes nothing more. */
  isClosing: () => boolean;
}

/** How one dialect's request is read and answered. */
export interface Reception {
  /** The write key where it stands outside the body. It counts before the one inside. */
  key: string | undefined;
  /** Takes the text of the body apart; `fault` is a sentence's end, such as "it is empty". */
  open(text: string): Opening | { brokenJson: string };
  /** The body of the answer once everything is on the disk. */
  answer(): { status: 200 | 204; type?: string; body: string | Uint8Array<ArrayBuffer> | null };
}

/**
 * Takes a foreign client's request in: the same door, the same limits and the same account as `POST /v1/events` has, and only the
 * answer is the dialect's own. What is refused is refused with problem details and a status that the clients act on.
 */
export async function receive(c: Context, options: DialectOptions, reception: Reception): Promise<Response> {
  const { gate, intake, limits, now, senders, addressRates, isClosing } = options;
  const received = now();
  const origin = c.req.header('origin');
  const given = reception.key;
  const siteOf = (key: string | undefined) => (key === undefined ? undefined : gate.byKey(key));
  const refuse = async (is: Problem, site: Site | undefined, raw: string, events = 1) => {
    await intake.refuse({ site: site?.id ?? '', problem: is, raw, events }, received);
    return problemResponse(is, corsFor(gate, site, origin));
  };
  if (isClosing()) return problemResponse(closing(), corsFor(gate, undefined, origin));

  const body = await readBody(c.req.raw, { bytes: limits.bodyBytes, ms: limits.bodyMs });
  if ('broken' in body) {
    return refuse(body.isSlow ? slowBody(body.broken) : brokenJson(body.broken), siteOf(given), '');
  }
  if ('tooLarge' in body) return refuse(bodyTooLarge(limits.bodyBytes), siteOf(given), body.tooLarge);
  const raw = body.text === '' ? new URL(c.req.url).search : body.text;
  const opened = reception.open(body.text);
  if ('brokenJson' in opened) return refuse(brokenJson(opened.brokenJson), siteOf(given), raw);
  const key = given ?? opened.key;
  const events = 'fault' in opened ? 1 : opened.count;
  const site = siteOf(key);
  if (site === undefined) return refuse(wrongKey(key), undefined, raw, events);
  if (origin !== undefined && !allowsOrigin(site.origins, origin)) {
    return refuse(wrongOrigin(origin, site), site, raw, events);
  }
  if ('fault' in opened) return refuse(badEnvelope(opened.fault), site, raw);
  if (events > limits.batchEvents) return refuse(tooManyEvents(events, limits.batchEvents), site, raw, events);

  const headers = corsFor(gate, site, origin);
  // The request itself has been paid for at the door.
  const wait = addressRates.take(addressGroup(senders.address(c)), events - 1, received);
  if (wait > 0) {
    intake.limit(site.id, received, 'address_rate', events);
    return problemResponse(limited('address', wait), headers);
  }
  const lane = origin === undefined ? 'server' : 'browser';
  const sender = senders.read(c, site, lane, received);
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
  const result = await intake.take(site.id, received, list, false, {
    botReason: sender.botReason,
    agent: sender.agent,
  });
  if ('problem' in result) return problemResponse(result.problem, headers);
  const { status, type, body: answer } = reception.answer();
  return new Response(answer, {
    status,
    headers: { ...headers, 'cache-control': 'no-store', ...(type === undefined ? {} : { 'content-type': type }) },
  });
}

function closing(): Problem {
  return problem(
    'closing',
    503,
    'Closing',
    'The collector is being stopped and has taken nothing of this request; send it again later.',
  );
}

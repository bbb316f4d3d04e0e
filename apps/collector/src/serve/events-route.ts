import { type ParsedEvent, type Problem, problem, type Site } from '@desirepath/schema';
import { checkEnvelope, parseNative } from '@desirepath/wire';
import { Hono } from 'hono';
import { allowsOrigin } from '../gate/allows-origin.ts';
import { addressGroup } from '../gate/client-address.ts';
import { readBody } from '../gate/read-body.ts';
import type { Sender, SenderReader } from '../gate/sender.ts';
import type { SiteGate } from '../gate/site-gate.ts';
import type { TokenBuckets } from '../gate/token-buckets.ts';
import type { Intake } from '../intake/intake.ts';
import type { Limits } from '../limits.ts';
import { problemResponse } from '../problem-response.ts';
import { parseJson } from './parse-json.ts';
import {
  badEnvelope,
  bodyTooLarge,
  brokenJson,
  encodedBody,
  limited,
  slowBody,
  tooManyEvents,
  wrongKey,
  wrongOrigin,
} from './problems.ts';

export interface RouteOptions {
  gate: SiteGate;
  intake: Intake;
  limits: Limits;
  now: () => number;
  senders: SenderReader;
  /** The rate of each address. */
  addressRates: TokenBuckets;
}

/**
 * `POST /v1/events`: the public lane. The write key stands in the body, in `?key=` or in the header `X-Desirepath-Key`. A request
 * with an Origin header comes from a browser and must come from one of the site's origins (lane `browser`); one without it comes
 * from a shop's own server (lane `server`), where the User-Agent tells nothing about the shopper and is not looked at. An admin token of the site, sent by that server as
 * `Authorization: Bearer`, vouches for its orders.
 */
export function eventsRoute({ gate, intake, limits, now, senders, addressRates }: RouteOptions): Hono {
  const app = new Hono();

  app.options('/v1/events', (c) => {
    const origin = c.req.header('origin') ?? '';
    const key = c.req.query('key');
    const site = key === undefined ? undefined : gate.byKey(key);
    const isAllowed = site === undefined ? gate.allowsSomewhere(origin) : allowsOrigin(site.origins, origin);
    if (!isAllowed) return problemResponse(wrongOrigin(origin, site), { vary: 'Origin' });
    return new Response(null, {
      status: 204,
      headers: {
        ...corsHeaders(origin),
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type, x-desirepath-key',
        'access-control-max-age': '7200',
      },
    });
  });

  app.post('/v1/events', async (c) => {
    const received = now();
    const origin = c.req.header('origin');
    const given = c.req.header('x-desirepath-key') ?? c.req.query('key');

    const refuse = async (is: Problem, site: Site | undefined, raw: string, events = 1) => {
      await intake.refuse({ site: site?.id ?? '', problem: is, raw, events }, received);
      // A page may read why it was refused where it is allowed to write at all.
      const isAllowed =
        site === undefined ? gate.allowsSomewhere(origin ?? '') : allowsOrigin(site.origins, origin ?? '');
      return problemResponse(is, origin !== undefined && isAllowed ? corsHeaders(origin) : { vary: 'Origin' });
    };
    const siteOf = (key: string | undefined) => (key === undefined ? undefined : gate.byKey(key));

    const encoding = c.req.header('content-encoding') ?? 'identity';
    if (!KNOWN_ENCODING.test(encoding)) return refuse(encodedBody(encoding), siteOf(given), '');
    const body = await readBody(c.req.raw, { bytes: limits.bodyBytes, ms: limits.bodyMs });
    if ('broken' in body) {
      return refuse(body.isSlow ? slowBody(body.broken) : brokenJson(body.broken), siteOf(given), '');
    }
    if ('tooLarge' in body) {
      return refuse(bodyTooLarge(limits.bodyBytes), siteOf(given ?? keyIn(body.tooLarge)), body.tooLarge);
    }
    const parsed = parseJson(body.text);
    if ('fault' in parsed) return refuse(brokenJson(parsed.fault), siteOf(given ?? keyIn(body.text)), body.text);
    const checked = checkEnvelope(parsed.value);
    const inBody = 'envelope' in checked ? checked.envelope.key : undefined;
    const key = given ?? (typeof inBody === 'string' ? inBody : keyIn(body.text));
    const events = 'envelope' in checked ? checked.envelope.events.length : 1;

    const site = siteOf(key);
    if (site === undefined) return refuse(wrongKey(key), undefined, body.text, events);
    if (origin !== undefined && !allowsOrigin(site.origins, origin)) {
      return refuse(wrongOrigin(origin, site), site, body.text, events);
    }
    if ('fault' in checked) return refuse(badEnvelope(checked.fault), site, body.text);
    if (events > limits.batchEvents) return refuse(tooManyEvents(events, limits.batchEvents), site, body.text, events);

    const headers = origin === undefined ? {} : corsHeaders(origin);
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
        ? parseNative(checked.envelope, {
            ...sender.context,
            site: site.id,
            lane,
            received,
            bodyBytes: body.text.length * 3,
            maxEventBytes: limits.eventBytes,
          })
        : checked.envelope.events.map(() => optedOut(sender.optedOut));
    const result = await intake.take(site.id, received, list, c.req.query('verdicts') === 'all', {
      botReason: sender.botReason,
      agent: sender.agent,
      isTrusted: lane === 'server' && isAdmin(gate, site, c.req.header('authorization')),
    });
    if ('problem' in result) return problemResponse(result.problem, headers);
    return c.json(result.receipt, 200, { ...headers, 'cache-control': 'no-store' });
  });

  app.all('/v1/events', () =>
    problemResponse(problem('wrong_method', 405, 'Wrong method', 'Events are sent with POST; use POST /v1/events.'), {
      allow: 'POST, OPTIONS',
    }),
  );
  return app;
}

/** What a dialect makes of an encoding is told by the body's first bytes. */
const KNOWN_ENCODING = /^(?:identity|gzip|x-gzip)$/i;

/** Counted, and nothing of it is kept. */
export function optedOut(header: Sender['optedOut']): ParsedEvent {
  const detail = `The browser asks with ${header} not to be followed, and by its setting this site keeps nothing then.`;
  return { verdict: 'rejected', id: undefined, rejection: { reason: 'opted_out', field: '', detail }, raw: '' };
}

function isAdmin(gate: SiteGate, site: Site, header: string | undefined): boolean {
  const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) return false;
  return gate.byToken(token).some((one) => one.site.id === site.id && one.scope === 'admin');
}

/** The very origin that asked, never `*`. No cookie is read, so none is asked for. */
export function corsHeaders(origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'retry-after',
    vary: 'Origin',
  };
}

/** The write key in a body that could not be read, so that the right site learns of it. */
function keyIn(text: string): string | undefined {
  return /"key"\s*:\s*"([^"\\]{8,200})"/.exec(text.slice(0, 8192))?.[1];
}

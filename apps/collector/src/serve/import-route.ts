import { type Problem, problem } from '@desirepath/schema';
import { checkEnvelope, parseNative } from '@desirepath/wire';
import { Hono } from 'hono';
import { receiptOf } from '../intake/receipt-of.ts';
import { problemResponse } from '../reception/problem-reply.ts';
import { readRequest } from '../reception/read-body.ts';
import type { ReceptionOptions } from '../reception/receive.ts';
import { openWithToken } from './open-with-token.ts';
import { parseJson } from './parse-json.ts';
import { badEnvelope, bodyTooLarge, brokenJson, encodedBody, slowBody, tooManyEvents } from './problems.ts';

/**
 * `POST /v1/import`: old events, opened by an admin token of the site (`?site=` where a token belongs to several). The body is that of
 * `POST /v1/events`, with more room; times may be as old as 1970. As an event is known by its id, sending it again changes nothing.
 */
export function importRoute({
  gate,
  intake,
  limits,
  now,
}: Pick<ReceptionOptions, 'gate' | 'intake' | 'limits' | 'now'>): Hono {
  const app = new Hono();
  app.post('/v1/import', async (c) => {
    const received = now();
    const opened = openWithToken(gate, c.req.header('authorization'), c.req.query('site'));
    // Without the right token nothing is read, so nothing is kept either: whoever holds the events still has them.
    if ('problem' in opened) {
      const challenge: Record<string, string> = opened.problem.status === 401 ? { 'www-authenticate': 'Bearer' } : {};
      return problemResponse(opened.problem, challenge);
    }
    const { site } = opened;
    const refuse = async (is: Problem, raw: string, events = 1) => {
      await intake.refuse({ site, problem: is, raw, events }, received);
      return problemResponse(is);
    };
    const encoding = c.req.header('content-encoding') ?? 'identity';
    if (!/^(?:identity|gzip|x-gzip)$/i.test(encoding)) return refuse(encodedBody(encoding), '');
    // A large body over a slow line is no attack: whoever sends it has a token.
    const body = await readRequest(c.req.raw, { bytes: limits.importBytes, ms: 10 * limits.bodyMs });
    if ('broken' in body) return refuse(body.isSlow ? slowBody(body.broken) : brokenJson(body.broken), '');
    // Refused for its size alone, the sender sends it again in parts: counting it would count its events twice.
    if ('tooLarge' in body) return problemResponse(bodyTooLarge(limits.importBytes));
    const parsed = parseJson(body.text);
    if ('fault' in parsed) return refuse(brokenJson(parsed.fault), body.text);
    const checked = checkEnvelope(parsed.value);
    if ('fault' in checked) return refuse(badEnvelope(checked.fault), body.text);
    const { length } = checked.envelope.events;
    if (length > limits.importEvents) return problemResponse(tooManyEvents(length, limits.importEvents));
    const list = parseNative(checked.envelope, {
      site,
      lane: 'import',
      received,
      bodyBytes: body.text.length * 3,
      maxEventBytes: limits.eventBytes,
    });
    const taken = await intake.take(site, received, list, { isUnlimited: true });
    if ('problem' in taken) return problemResponse(taken.problem);
    const receipt = receiptOf(taken.events, taken.verdicts, c.req.query('verdicts') === 'all');
    return c.json(receipt, 200, { 'cache-control': 'no-store' });
  });
  app.all('/v1/import', () =>
    problemResponse(
      problem('wrong_method', 405, 'Wrong method', 'Events are imported with POST; use POST /v1/import.'),
      {
        allow: 'POST',
      },
    ),
  );
  return app;
}

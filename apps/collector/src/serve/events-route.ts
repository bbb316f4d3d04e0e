import type { IncomingMessage, ServerResponse } from 'node:http';
import { problem } from '@desirepath/schema';
import { openNative } from '@desirepath/wire';
import { Hono } from 'hono';
import { jsonBody } from '../dialects/json-body.ts';
import { bearerToken } from '../gate/bearer-token.ts';
import { receiptOf } from '../intake/receipt-of.ts';
import { type Arrival, NodeArrival, webArrival } from '../reception/arrival.ts';
import { NATIVE_CORS, preflight } from '../reception/cors.ts';
import { stopAtDoor } from '../reception/door.ts';
import { problemReply, problemResponse } from '../reception/problem-reply.ts';
import { type Reception, type ReceptionOptions, receive } from '../reception/receive.ts';
import { sendReply, toResponse } from '../reception/reply.ts';
import { internalError } from './problems.ts';

/**
 * `POST /v1/events`: the public lane. The write key stands in the body, in `?key=` or in the header `X-Desirepath-Key`. An admin token of
 * the site, sent by the shop's own server as `Authorization: Bearer`, vouches for its orders.
 */
export function eventsRoute(options: ReceptionOptions): Hono {
  const { gate } = options;
  const app = new Hono();
  app.options('/v1/events', (c) => {
    const key = c.req.query('key');
    const site = key === undefined ? undefined : gate.byKey(key);
    return toResponse(preflight(gate, site, c.req.header('origin') ?? '', NATIVE_CORS));
  });
  app.post('/v1/events', async (c) => {
    const arrival = webArrival(c);
    return toResponse(await receive(arrival, options, nativeReception(arrival, options)));
  });
  app.all('/v1/events', () =>
    problemResponse(problem('wrong_method', 405, 'Wrong method', 'Events are sent with POST; use POST /v1/events.'), {
      allow: 'POST, OPTIONS',
    }),
  );
  return app;
}

/**
 * Takes `POST /v1/events` straight from `node:http`: the same reception, without the web request and the web answer in between, which
 * would take as long as all the rest.
 *
 * @returns a function that says false, and does nothing, when a request is another one
 */
export function directEvents(
  options: ReceptionOptions,
  onError: (error: unknown) => void,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const { method, url = '' } = request;
    if (method !== 'POST' || !(url === PATH || url.startsWith(`${PATH}?`))) return false;
    const arrival = new NodeArrival(request);
    const stopped = stopAtDoor(arrival, options);
    if (stopped === undefined) {
      receive(arrival, options, nativeReception(arrival, options)).then(
        (reply) => sendReply(response, reply),
        (error) => {
          onError(error);
          sendReply(response, problemReply(internalError()));
        },
      );
    } else sendReply(response, stopped);
    return true;
  };
}

const PATH = '/v1/events';

const openBody = jsonBody(openNative);

function nativeReception(arrival: Arrival, { gate }: ReceptionOptions): Reception {
  return {
    key: arrival.header('x-desirepath-key') ?? arrival.query('key'),
    open: openBody,
    keyIn,
    isTrusted(site) {
      const token = bearerToken(arrival.header('authorization'));
      if (token === undefined) return false;
      return gate.byToken(token).some((one) => one.site.id === site.id && one.scope === 'admin');
    },
    answer: ({ events, verdicts }) => ({
      status: 200,
      type: 'application/json',
      body: JSON.stringify(receiptOf(events, verdicts, arrival.query('verdicts') === 'all')),
    }),
    hasCookie: true,
  };
}

function keyIn(text: string): string | undefined {
  return /"key"\s*:\s*"([^"\\]{8,200})"/.exec(text.slice(0, 8192))?.[1];
}

import { openSnowplow } from '@desirepath/wire';
import { Hono } from 'hono';
import { type ReceptionOptions, respond } from '../reception/receive.ts';
import { jsonBody } from './json-body.ts';

/** A transparent picture of one pixel: what `<img>` wants for an answer. */
const PIXEL = new Uint8Array(Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'));

/**
 * Snowplow's tracker protocol, version 2, and its older `/i`. The write key is the application id. No cookie is ever set and no
 * address kept, so a request with `SP-Anonymous` is like any other.
 */
export function snowplowRoutes(options: ReceptionOptions): Hono {
  const app = new Hono();
  app.post('/com.snowplowanalytics.snowplow/tp2', (c) =>
    respond(c, options, {
      key: undefined,
      open: jsonBody(openSnowplow),
      answer: () => ({ status: 200, type: 'text/plain; charset=utf-8', body: 'ok' }),
    }),
  );
  app.get('/i', (c) =>
    respond(c, options, {
      key: undefined,
      open: () => openSnowplow({ data: [Object.fromEntries(new URL(c.req.url).searchParams)] }),
      answer: () => ({ status: 200, type: 'image/gif', body: PIXEL }),
    }),
  );
  return app;
}

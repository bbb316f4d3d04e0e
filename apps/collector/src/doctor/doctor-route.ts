import type { Spool } from '@desirepath/spool';
import type { Store } from '@desirepath/store';
import { Hono } from 'hono';
import type { SiteGate } from '../gate/site-gate.ts';
import { problemResponse } from '../reception/problem-reply.ts';
import { openWithToken } from '../serve/open-with-token.ts';
import { checkSite } from './check-site.ts';

/** `GET /v1/doctor`, opened by an admin token: where every event that a site ever received is. */
export function doctorRoute({ gate, spool, store }: { gate: SiteGate; spool: Spool; store: Store }): Hono {
  const app = new Hono();
  app.get('/v1/doctor', async (c) => {
    const opened = openWithToken(gate, c.req.header('authorization'), c.req.query('site'));
    if ('problem' in opened) return problemResponse(opened.problem);
    return c.json(await checkSite(opened.settings, store, spool), 200, { 'cache-control': 'no-store' });
  });
  return app;
}

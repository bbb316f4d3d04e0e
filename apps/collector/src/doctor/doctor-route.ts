import type { Spool } from '@desirepath/spool';
import type { Store } from '@desirepath/store';
import { Hono } from 'hono';
import type { SiteGate } from '../gate/site-gate.ts';
import { problemResponse } from '../reception/problem-reply.ts';
import { openWithToken } from '../serve/open-with-token.ts';
import type { Claimed } from '../ship/shipper.ts';
import { checkPending } from './check-pending.ts';
import { checkSite } from './check-site.ts';

export interface DoctorOptions {
  gate: SiteGate;
  spool: Spool;
  store: Store;
  /** The ids of all sites. */
  served: readonly string[];
  now: () => number;
  /** The batch that is being inserted. */
  claimed: () => Claimed | undefined;
}

/** `GET /v1/doctor`, opened by an admin token: where every event that a site ever received is. */
export function doctorRoute({ gate, spool, store, served, now, claimed }: DoctorOptions): Hono {
  const app = new Hono();
  app.get('/v1/doctor', async (c) => {
    const opened = openWithToken(gate, c.req.header('authorization'), c.req.query('site'));
    if ('problem' in opened) return problemResponse(opened.problem);
    // Before the tables: what is shipped meanwhile is then found in them, never in neither.
    const pending = await checkPending(spool, claimed(), now());
    return c.json(await checkSite(opened.settings, { store, spool, served, pending, now: now() }), 200, {
      'cache-control': 'no-store',
    });
  });
  return app;
}

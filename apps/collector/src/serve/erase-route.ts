import { setTimeout as sleep } from 'node:timers/promises';
import type { Spool } from '@desirepath/spool';
import type { Store, Subject } from '@desirepath/store';
import { mentions } from '@desirepath/wire';
import { Hono } from 'hono';
import type { LiveHub } from '../live-hub.ts';
import { problemResponse } from '../reception/problem-reply.ts';
import { readRequest } from '../reception/read-body.ts';
import type { ReceptionOptions } from '../reception/receive.ts';
import { openWithToken } from './open-with-token.ts';
import { parseJson } from './parse-json.ts';
import { badSubject } from './problems.ts';

export interface EraseReceptionOptions extends Pick<ReceptionOptions, 'gate' | 'limits'> {
  spool: Spool;
  store: Store;
  live: LiveHub;
  /** Resolves once everything accepted so far is in ClickHouse. */
  drain: () => Promise<void>;
}

const PAUSE_MS = 50;

/**
 * `POST /v1/erase`, opened by an admin token: everything received so far of a person or a visitor goes, from ClickHouse, from the copies
 * that the spool keeps and from the live events that are remembered. The answer tells what went and that a count found nothing left.
 */
export function eraseRoute({ gate, limits, spool, store, live, drain }: EraseReceptionOptions): Hono {
  const app = new Hono();
  app.post('/v1/erase', async (c) => {
    const opened = openWithToken(gate, c.req.header('authorization'), c.req.query('site'));
    if ('problem' in opened) return problemResponse(opened.problem);
    const body = await readRequest(c.req.raw, { bytes: limits.eventBytes, ms: limits.bodyMs });
    const parsed = 'text' in body ? parseJson(body.text) : undefined;
    const subject = parsed !== undefined && 'value' in parsed ? subjectOf(parsed.value) : undefined;
    if (subject === undefined) return problemResponse(badSubject());
    // While ClickHouse is away draining waits for it; whoever erases had better be told.
    await store.read({ text: 'SELECT 1 AS one', params: {} });
    await drain();
    const { visitors, ...report } = await store.erase(opened.site, subject, mentions);
    live.erase({ site: opened.site, person: 'person' in subject ? subject.person : '', visitors });
    let { until, left } = await spool.forget();
    while (left > 0) {
      await drain();
      await sleep(PAUSE_MS);
      ({ left } = await spool.forget(until));
    }
    return c.json({ site: opened.site, ...subject, ...report, spool_segments_left: left }, 200, {
      'cache-control': 'no-store',
    });
  });
  return app;
}

function subjectOf(value: unknown): Subject | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { person, visitor } = value as Record<string, unknown>;
  if (typeof person === 'string' && person !== '' && visitor === undefined) return { person };
  if (typeof visitor === 'string' && visitor !== '' && person === undefined) return { visitor };
  return undefined;
}

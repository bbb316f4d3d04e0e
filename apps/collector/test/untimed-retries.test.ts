import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NOW, openCollector, SITES } from './open-collector.ts';
import { sharedStore } from './shared-store.ts';

const KEY = 'shop_write_key';
const { store, folder: root } = await sharedStore('untimed-retries');
let no = 0;

type Body = (id: string, more?: Record<string, unknown>) => unknown;
/** A request of each client that need not say when its event was. */
const REQUESTS: Record<string, [path: string, body: Body]> = {
  segment: ['/v1/track', (messageId, more) => ({ writeKey: KEY, event: 'x', anonymousId: 'a', messageId, ...more })],
  snowplow: [
    '/com.snowplowanalytics.snowplow/tp2',
    (eid, more) => ({ data: [{ e: 'pv', aid: KEY, duid: 'd', eid, ...more }] }),
  ],
  posthog: [
    '/e/',
    (uuid, more) => ({
      token: KEY,
      event: 'x',
      distinct_id: 'd',
      uuid,
      offset: 3000,
      sent_at: '2020-01-01T00:00:00Z',
      ...more,
    }),
  ],
};

/** Sends bodies one after the other, each some time after the one before, to a collector that has just been started. */
async function sendEach(bodies: unknown[], path: string, pause: number, restarts: boolean) {
  no += 1;
  const [first] = SITES;
  if (first === undefined) throw new Error('There is no site.');
  const id = `untimed-${no}`;
  let now = NOW;
  const open = () => openCollector({ folder: join(root, id), store, sites: [{ ...first, id }], now: () => now });
  let opened = await open();
  const close = async () => {
    await opened.collector.drain();
    await opened.collector.close();
    await opened.spool.close();
  };
  for (const [place, body] of bodies.entries()) {
    if (place > 0 && restarts) {
      await close();
      opened = await open();
    }
    const { status } = await opened.collector.app.request(path, { method: 'POST', body: JSON.stringify(body) });
    expect(status).toBe(200);
    now += pause;
  }
  await close();
  const [rows, account] = await Promise.all([
    store.read<{ time: number; skew_ms: number }>({
      text: `SELECT toFloat64(toUnixTimestamp64Milli(time)) AS time, toFloat64(skew_ms) AS skew_ms FROM events
        WHERE site = {site:String} ORDER BY time`,
      params: { site: id },
    }),
    store.read<{ verdict: string; n: number }>({
      text: `SELECT verdict, toFloat64(sum(count)) AS n FROM accounting WHERE site = {site:String} GROUP BY verdict HAVING n > 0`,
      params: { site: id },
    }),
  ]);
  return { rows, verdicts: Object.fromEntries(account.map(({ verdict, n }) => [verdict, n])) };
}

describe.each(Object.entries(REQUESTS))('an event without a time, sent by %s', (name, [path, body]) => {
  test.each([
    [90_000, true],
    [14 * 86_400_000, true],
    [90_000, false],
  ])('and once more %s ms later, is there once; with a restart in between: %s', async (pause, restarts) => {
    const id = randomUUID();
    const { rows, verdicts } = await sendEach([body(id), body(id), body(id)], path, pause, restarts);
    // A second clock must not set right what has nothing of the first in it.
    expect(rows).toEqual([{ time: name === 'posthog' ? NOW - 3000 : NOW, skew_ms: 0 }]);
    expect(verdicts).toEqual({ stored: 1, duplicate: 2 });
  });

  test('is another one with another id, or at another visitor', async () => {
    const id = randomUUID();
    const other = { anonymousId: 'b', duid: 'b', distinct_id: 'b' };
    const { rows, verdicts } = await sendEach([body(id), body(randomUUID()), body(id, other)], path, 1000, true);
    expect(rows).toHaveLength(3);
    expect(verdicts).toEqual({ stored: 3 });
  });
});

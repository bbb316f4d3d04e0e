// How the collector says that it is well, and what its metrics count.
import type { Store } from '@desirepath/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { envelope, event, LOCAL, type Opened } from '../test/open-collector.ts';
import { storedCollectors } from '../test/stored-collectors.ts';

const { open, close, read, storedIds, store } = await storedCollectors('health');
let opened: Opened;

beforeEach(async () => {
  opened = await open();
});
afterEach(() => close(opened));

describe('health', () => {
  test('/healthz, /readyz and /metrics', async () => {
    await opened.send(envelope([event(), { id: 1 }]));
    expect((await opened.collector.app.request('/healthz')).status).toBe(200);
    const ready = await opened.collector.app.request('/readyz', {}, LOCAL);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      spool: 'writable',
      store: 'reachable',
      backlog: { frames: 1 },
    });
    await opened.collector.drain();
    const text = await (await opened.collector.app.request('/metrics', {}, LOCAL)).text();
    expect(text).toContain('desirepath_events_total{site="shop",verdict="stored"} 1');
    expect(text).toContain('desirepath_events_total{site="shop",verdict="rejected"} 1');
    expect(text).toContain('desirepath_spool_pending_frames 0');
    expect(text).toMatch(/desirepath_spool_sync_seconds_count [1-9]/);
    expect(text).toMatch(/desirepath_insert_seconds_count [1-9]/);
    expect(text).toContain('desirepath_rows_shipped_total 1');
  });

  test('/metrics adds up to the account, also with what comes again after a restart or is refused by ClickHouse', async () => {
    const poisoned: Store['insert'] = (frame, portion) =>
      frame.rows.some(({ name }) => name === 'poison') && portion !== 'rest'
        ? Promise.reject(Object.assign(new Error('Decimal overflow.'), { code: '407' }))
        : store.insert(frame, portion);
    await opened.collector.drain();
    const before = await accounts();
    const one = event();
    await opened.send(envelope([one, event(), one, { id: 'bad' }]));
    await opened.send(envelope([event()]), { 'user-agent': 'Googlebot/2.1' });
    await opened.send('{"key":"shop_write_key"');
    await opened.send({ ...envelope([event(), event()]), key: 'a_wrong_key' });
    await opened.send({ ...envelope([event()]), key: 'other_write_key' }, { origin: 'https://other.example' });
    await opened.collector.drain();
    const first = await figures(opened);
    const fresh = await open({ store: { ...store, insert: poisoned }, limits: { keyRate: 1, keyBurst: 4 } });
    await fresh.send(envelope([one, event({ name: 'poison' }), event(), event()]));
    expect((await fresh.send(envelope(Array.from({ length: 9 }, () => event())))).status).toBe(429);
    await fresh.collector.drain();
    const second = await figures(fresh);
    await close(fresh);

    expect(second).toEqual({
      'shop received': 13,
      'shop stored': 2,
      'shop duplicate': 1,
      'shop rejected': 1,
      'shop limited': 9,
    });
    const changed = added(await accounts(), before, -1);
    expect(added(first, second, 1)).toEqual(changed);
    for (const site of ['shop', 'other', '']) {
      const of = Object.entries(changed).filter(([what]) => what.startsWith(`${site} `));
      const verdicts = of.filter(([what]) => !what.endsWith(' received')).reduce((sum, [, n]) => sum + n, 0);
      expect(verdicts).toBe(changed[`${site} received`]);
      expect(verdicts).toBeGreaterThan(0);
    }
  });

  type Figures = Record<string, number>;

  function added(a: Figures, b: Figures, sign: 1 | -1): Figures {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    const sums = [...keys].map((key) => [key, (a[key] ?? 0) + sign * (b[key] ?? 0)] as const);
    return Object.fromEntries(sums.filter(([, n]) => n !== 0));
  }

  /** What the table holds: events received, and by verdict, of each site. */
  async function accounts(): Promise<Figures> {
    const rows = await read<{ site: string; verdict: string; n: number; came: number }>(
      'SELECT site, verdict, toFloat64(sum(count)) AS n, toFloat64(sum(accounting.received)) AS came FROM accounting GROUP BY site, verdict',
    );
    const all: Figures = {};
    for (const { site, verdict, n, came } of rows) {
      all[`${site} ${verdict}`] = n;
      all[`${site} received`] = (all[`${site} received`] ?? 0) + came;
    }
    return all;
  }

  /** The same by the metrics of a collector. */
  async function figures(one: Opened): Promise<Figures> {
    const text = await (await one.collector.app.request('/metrics', {}, LOCAL)).text();
    const all: Figures = {};
    const add = (key: string, n: number) => {
      all[key] = (all[key] ?? 0) + n;
    };
    const each =
      /^desirepath_events_(?:received_total{site="(.*)"}|total{site="(.*)",verdict="(.*)"}|found_total{site="(.*)",from="(.*)",to="(.*)"}) (\d+)$/gm;
    for (const [, site, its, verdict, found, from, to, n] of text.matchAll(each)) {
      if (site !== undefined) add(`${site} received`, Number(n));
      if (its !== undefined) add(`${its} ${verdict}`, Number(n));
      if (found === undefined) continue;
      add(`${found} ${from}`, -Number(n));
      add(`${found} ${to}`, Number(n));
    }
    return all;
  }

  test('a store that is away makes it degraded, not unready', async () => {
    const one = await open({ store: { ...store, read: () => Promise.reject(new Error('away')) } });
    const ready = await one.collector.app.request('/readyz', {}, LOCAL);
    expect([ready.status, (await ready.json()).status]).toEqual([200, 'degraded']);
    await close(one);
  });

  test('closing ships what is there and takes nothing more', async () => {
    const one = await open();
    const last = event();
    await one.send(envelope([last]));
    await one.collector.close();
    expect(await storedIds([last.id])).toEqual([last.id]);
    const refused = await one.send(envelope([event()]));
    expect([refused.status, (await one.collector.app.request('/readyz', {}, LOCAL)).status]).toEqual([503, 503]);
    await one.spool.close();
  });
});

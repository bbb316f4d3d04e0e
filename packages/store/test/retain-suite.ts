import { eventRow, frameOf, uuid } from '@desirepath/testing';
import { expect, it } from 'vitest';
import type { Store } from '../src/store.ts';
import { rowCount } from './row-counts.ts';
import { contextOf } from './shop.ts';

const DAY = 86_400_000;

/** Forgetting in time, each site as it is told. */
export function retainSuite(store: () => Store) {
  const now = Date.now();

  it('forgets what is older than the retention of its site, and nothing of others', async () => {
    const old = (site: string) => [
      eventRow({ site, event_id: uuid(1), visitor_id: 'old', time: now - 40 * DAY }),
      eventRow({ site, event_id: uuid(2), visitor_id: 'new', time: now - DAY }),
    ];
    await store().insert(frameOf('retain-1', [...old('keeps'), ...old('forgets')]));
    for (const site of ['keeps', 'forgets']) await store().stitch(await contextOf(store(), site));
    await store().retain({ forgets: 30 * DAY, 'keeps-longer': 400 * DAY });
    const mutations = async () => {
      const [row] = await store().read<{ n: number }>({
        text: 'SELECT toFloat64(count()) AS n FROM system.mutations WHERE database = currentDatabase()',
        params: {},
      });
      return row?.n;
    };
    const after = await mutations();
    await store().retain({ 'keeps-longer': 400 * DAY, forgets: 30 * DAY });
    expect(await mutations()).toBe(after);
    const deadline = Date.now() + 20_000;
    while ((await rowCount(store(), 'events', 'forgets')) > 1 && Date.now() < deadline)
      await new Promise((r) => setTimeout(r, 100));
    expect([await rowCount(store(), 'events', 'forgets'), await rowCount(store(), 'journeys', 'forgets')]).toEqual([
      1, 1,
    ]);
    expect([await rowCount(store(), 'events', 'keeps'), await rowCount(store(), 'journeys', 'keeps')]).toEqual([2, 2]);
    // Rejects and bots go after a time in any case, and sooner where a site keeps nothing that long.
    const ttlOf = async (table: string) => {
      const [row] = await store().read<{ text: string }>({
        text: 'SELECT engine_full AS text FROM system.tables WHERE database = currentDatabase() AND name = {table:String}',
        params: { table },
      });
      return /TTL (.*?)(?: SETTINGS|$)/.exec(row?.text ?? '')?.[1];
    };
    const anyway = 'toDateTime(received_time) + toIntervalDay';
    expect(await ttlOf('rejects')).toBe(`${anyway}(14)`);
    await store().retain({ forgets: 20 * DAY });
    expect(await ttlOf('bots')).toBe(`${anyway}(30), ${anyway}(20) WHERE site = 'forgets'`);
    // What nobody stitches goes with the events, and what is done after a day in any case.
    const done = 'at + toIntervalDay(1) WHERE done = 1';
    const undone = '(at + toIntervalDay(1)) + toIntervalDay';
    expect(await ttlOf('dirty')).toBe(
      `${done}, ${undone}(20) WHERE site = 'forgets', ${undone}(400) WHERE site = 'keeps-longer'`,
    );
    // A site that is served no longer forgets as it did; one that is, as it is told.
    await store().retain({});
    expect(await ttlOf('bots')).toBe(`${anyway}(30), ${anyway}(20) WHERE site = 'forgets'`);
    await store().retain({ 'keeps-longer': null, another: 10 * DAY });
    expect(await ttlOf('events')).toBe(
      "toDateTime(time) + toIntervalDay(10) WHERE site = 'another', toDateTime(time) + toIntervalDay(20) WHERE site = 'forgets'",
    );
    await store().retain({ forgets: null, another: null });
    expect(await ttlOf('bots')).toBe(`${anyway}(30)`);
    expect(await ttlOf('dirty')).toBe(done);
    expect(await ttlOf('events')).toBeUndefined();
  });
}

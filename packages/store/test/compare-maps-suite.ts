import { compilePlan, journeysNow, type Row } from '@desirepath/engine';
import { compareMapsAnswerSchema, planSchema } from '@desirepath/schema';
import { frameOf } from '@desirepath/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Store } from '../src/store.ts';
import { plainJourneys } from './plain-journeys.ts';
import { randomLog } from './random-log.ts';
import { contextOf, MAP, OTHER_FILE, OTHER_MAP } from './shop.ts';

/** Two maps over the same events, as the store finds the journeys of the other one. */
export function compareMapsSuite(store: () => Store) {
  it('lays the same events over another map, stitched or not, and leaves nothing behind', async () => {
    const site = 'two_maps';
    const rows = fc.sample(randomLog, { numRuns: 300, seed: 9 }).flatMap((log, index) => log(site, `case${index}`));
    const now = Math.max(...rows.map(({ time }) => time)) + 1;
    const half = Math.ceil(rows.length / 2);
    await store().insert(frameOf(`${site}-1`, rows.slice(0, half)));
    await store().stitch(await contextOf(store(), site));
    await store().insert(frameOf(`${site}-2`, rows.slice(half)));

    const context = await contextOf(store(), site, MAP);
    const other = await contextOf(store(), site, OTHER_MAP);
    const before = await plainJourneys(store(), context, 'now');
    const input = {
      plan: 'compare_maps' as const,
      map: OTHER_FILE,
      period: { from: '2000-01-01T00:00:00Z' },
      draws: 200,
    };
    const answer = compareMapsAnswerSchema.parse(await store().ask(context, input, now));

    const question = compilePlan(planSchema.parse(input), {
      ...context,
      now,
      journeys: journeysNow(context, 'all'),
      other: { map: OTHER_MAP, journeys: journeysNow(other, 'all') },
    });
    const found: Record<string, Row[]> = {};
    for (const [name, sql] of Object.entries(question.queries)) found[name] = await store().read(sql);
    expect(answer).toEqual(question.answer(found));
    expect(answer.given).toMatchObject({ map_version: OTHER_MAP.version, name: 'Other' });
    expect(answer.given.journeys).toBeGreaterThan(100);

    expect(
      await store().read({ text: "SELECT name FROM system.tables WHERE name LIKE 'passing_%'", params: {} }),
    ).toEqual([]);
    expect(await plainJourneys(store(), context, 'now')).toEqual(before);
    expect((await store().ask(context, { plan: 'stages' }, now)).map_version).toBe(MAP.version);
  });
}

import { compileMap, type PlanError, type SiteContext } from '@desirepath/engine';
import { journeyMapSchema, type PlanInput, type StagesAnswer } from '@desirepath/schema';
import { eventRow, frameOf, NOON, uuid } from '@desirepath/testing';
import { expect, it } from 'vitest';
import type { Connection } from '../src/connection.ts';
import { stitchSite } from '../src/stitch-site.ts';
import type { Store } from '../src/store.ts';
import { touchpointNames } from '../src/touchpoint-names.ts';
import { interruptedAfter } from './interrupted-after.ts';
import { plainJourneys } from './plain-journeys.ts';
import { contextOf, MAP, OTHER_FILE, OTHER_MAP } from './shop.ts';

const MINUTE = 60_000;
const NOW = NOON + 10 * 24 * 60 * MINUTE;
const VISITORS = 40;

/** Another map takes over a history that is there: in portions, the old answer served, whatever interrupts it. */
export function mapChangeSuite(store: () => Store, connect: () => Promise<Connection>) {
  let ids = 0;
  const pad = (visitor: number) => `v${String(visitor).padStart(3, '0')}`;
  /** Events of these visitors, every fourth of whom is known, two of them as one person. */
  async function add(site: string, visitors: readonly number[], minute: number, name = 'page_view') {
    const rows = visitors.map((visitor) =>
      eventRow({
        site,
        visitor_id: pad(visitor),
        event_id: uuid(2 ** 40 + ++ids),
        time: NOON + minute * MINUTE,
        name,
        user_id: visitor % 4 === 0 ? `person ${visitor % 20}` : '',
      }),
    );
    await store().insert(frameOf(`${site}-${ids}`, rows));
  }
  const everyone = Array.from({ length: VISITORS }, (_, visitor) => visitor);
  async function fill(site: string) {
    await add(site, everyone, 0);
    await add(site, everyone, 1, 'view_item');
    await add(site, everyone.slice(0, 15), 3 * 24 * 60, 'purchase');
    await store().stitch(await contextOf(store(), site, MAP));
  }
  const ask = (context: SiteContext) => store().ask(context, { plan: 'variants' }, NOW);
  async function expectExact(context: SiteContext) {
    expect(await plainJourneys(store(), context, 'now')).toEqual(await plainJourneys(store(), context, 'all'));
  }

  it('serves the old answer while the history of a new map is made, and lets the old one go', async () => {
    const site = 'map_change';
    await fill(site);
    const [old, next] = [await contextOf(store(), site, MAP), await contextOf(store(), site, OTHER_MAP)];
    const before = await ask(old);
    const unbegun = { map_version: next.map.version, answering: old.map.version, done: 0, total: 0 };
    expect(await ask(next)).toEqual({ ...before, recomputing: unbegun });
    const options = { portions: 1, visitorsAPortion: 10 };
    expect(await store().stitch(next, options)).toMatchObject({ left: true });
    const state = { map_version: OTHER_MAP.version, answering: MAP.version, done: 10, total: 40 };
    expect(await store().recomputing(next)).toEqual(state);
    expect(await ask(next)).toEqual({ ...before, recomputing: state });

    // What arrives meanwhile, for visitors of portions done and not done, is in the old answer at once.
    await add(site, [1, 39], 4 * 24 * 60, 'review');
    const meanwhile = await ask(next);
    expect(meanwhile).toMatchObject({ map_version: MAP.version, recomputing: state });
    expect(meanwhile).not.toMatchObject({ variants: (before as { variants: unknown }).variants });
    let rounds = 1;
    for (let left = true; left; rounds++) ({ left } = await store().stitch(next, options));
    expect(rounds).toBe(4);
    expect(await store().recomputing(next)).toBeUndefined();
    const after = await ask(next);
    expect(after).toMatchObject({ map_version: OTHER_MAP.version });
    expect(after).not.toHaveProperty('recomputing');
    await expectExact(next);
    expect(await plainJourneys(store(), next, 'none')).toEqual(await plainJourneys(store(), next, 'all'));
    // A question that was asked before still finds the old journeys for a while, and they are exact.
    await expectExact(old);
    await store().stitch(next, { retireAfterMs: 0 });
    const [kept] = await store().read<{ journeys: string[]; maps: string[]; dirty: string[]; portions: number }>({
      text: `SELECT (SELECT groupUniqArray(map_version) FROM journeys WHERE site = {site:String}) AS journeys,
        (SELECT groupUniqArray(map_version) FROM stitched_maps WHERE site = {site:String}) AS maps,
        (SELECT groupUniqArray(map_version) FROM dirty WHERE site = {site:String} AND map_version = {old:String}) AS dirty,
        (SELECT count() FROM map_portions WHERE site = {site:String}) AS portions`,
      params: { site, old: MAP.version },
    });
    expect(kept).toEqual({ journeys: [OTHER_MAP.version], maps: [OTHER_MAP.version], dirty: [], portions: 0 });
    await expectExact(next);
  });

  it('takes what no journey depends on from the new map at once, and says which map refuses what only that one has', async () => {
    const site = 'map_meanwhile';
    await fill(site);
    const segments = [
      { id: 'buyers', name: 'Buyers', where: [{ touchpoint: 'order', never: false }] },
      { id: 'wrapped', name: 'Wrapped', where: [{ touchpoint: 'gift_wrap', never: false }] },
    ];
    const wrap = { name: 'Gift wrap', id: 'gift_wrap', event: 'gift_wrap' };
    const stages = OTHER_FILE.stages.map((stage, i) =>
      i === 0
        ? { ...stage, touchpoints: [...stage.touchpoints, wrap] }
        : { ...stage, id: 'purchase', target: { conversion: 0.5 } },
    );
    const file = { ...OTHER_FILE, goal: 'purchase', name: 'Wrapped shop', stages, segments };
    const next = await contextOf(store(), site, compileMap(journeyMapSchema.parse(file)));
    const state = { map_version: next.map.version, answering: MAP.version };
    const buyers = await store().ask(next, { plan: 'stages', segment: 'buyers' }, NOW);
    expect(buyers).toMatchObject({
      map_version: MAP.version,
      journeys: 15,
      recomputing: { ...state, done: 0, total: 0 },
    });
    expect((buyers as StagesAnswer).stages.map(({ name, target }) => [name, target])).toEqual([
      ['Look', null],
      ['Choose', null],
      ['Order', 0.5],
      ['After', null],
    ]);
    const refused = (plan: PlanInput) =>
      store()
        .ask(next, plan, NOW)
        .then(
          () => expect.unreachable(),
          (error: PlanError) => [error.name, error.field, error.message],
        );
    const funnel: PlanInput = { plan: 'funnel', steps: ['page', 'gift_wrap'] };
    const [name, field, message] = await refused(funnel);
    expect([name, field]).toEqual(['PlanError', 'steps.1']);
    expect(message).toMatch(
      /^There is no touchpoint or event "gift_wrap"; .* The map before the change is still answering, until the journeys of the new one are made\.$/,
    );
    await store().stitch(next, { portions: 1, visitorsAPortion: 10 });
    expect((await refused({ plan: 'stages', segment: 'wrapped' }))[2]).toMatch(
      /are made: 10 of 40 visitors are done\.$/,
    );
    // A map that the plan brings along cannot be used whichever one answers.
    expect((await refused({ plan: 'compare_maps', map: {} }))[2]).not.toContain('still answering');
    for (let left = true; left; ) ({ left } = await store().stitch(next, { visitorsAPortion: 10 }));
    expect(await store().ask(next, { plan: 'stages', segment: 'wrapped' }, NOW)).toMatchObject({ journeys: 0 });
    expect(await store().ask(next, { plan: 'funnel', steps: ['any', 'gift_wrap'] }, NOW)).toMatchObject({
      plan: 'funnel',
    });
    expect((await refused({ plan: 'funnel', steps: ['gift_wrapp'] }))[2]).not.toContain('still answering');
  });

  it('goes on where it was interrupted, at whichever statement, and misses nothing of what came in between', async () => {
    const site = 'map_interrupted';
    await fill(site);
    const next = await contextOf(store(), site, OTHER_MAP);
    const connection = await connect();
    let made = 0;
    for (let attempt = 0; ; attempt++) {
      // Fails at the third statement that writes, then at the fourth, the fifth, …
      const watched = interruptedAfter(connection, 2 + attempt);
      const done = await stitchSite(watched, touchpointNames(connection), next, { visitorsAPortion: 10 }).then(
        ({ persons }) => {
          made += persons;
          return true;
        },
        (error: Error) => {
          expect(error.message).toBe('interrupted');
          return false;
        },
      );
      if (done) break;
      expect(await ask(next)).toMatchObject({ map_version: MAP.version });
      if (attempt < 3) await add(site, [attempt, 20 + attempt, 39], 5 * 24 * 60 + attempt, 'search');
      expect(attempt).toBeLessThan(20);
    }
    // The last attempt made no more than was left to it.
    expect(made).toBeLessThan(VISITORS);
    expect(await ask(next)).toMatchObject({ map_version: OTHER_MAP.version });
    await store().stitch(next);
    expect(await plainJourneys(store(), next, 'none')).toEqual(await plainJourneys(store(), next, 'all'));
    await expectExact(await contextOf(store(), site, MAP));
  });
}

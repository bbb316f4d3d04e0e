import { compareMapsAnswerSchema, DEFAULT_MAP, journeyMapSchema, type PlanInput, planSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap, compilePlan, otherMap, PlanError } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, storedJourneys } from './journeys-table.ts';
import { dice, EPOCH } from './random-journeys.ts';
import { randomStageJourneys, stored } from './stage-journeys.ts';

const DAY = 86_400_000;
const now = EPOCH + 60 * DAY;
/** The site's own map, and one of before: no after-sale, the basket by another id, and views that may not be repeated. */
const FILE = { ...DEFAULT_MAP, window: '2d', idle: '5d' };
const FORMER = {
  ...FILE,
  name: 'Former',
  stages: DEFAULT_MAP.stages
    .filter((_, index) => index !== 5)
    .map((stage, index) => ({
      ...stage,
      ...(index === 2 ? { id: 'cart' } : {}),
      touchpoints: stage.touchpoints.map((touchpoint) => ({ ...touchpoint, repeatable: index > 1 })),
    })),
};
const map = compileMap(journeyMapSchema.parse(FILE));
const former = compileMap(journeyMapSchema.parse(FORMER));
/** A touchpoint of the stage that the former map does not have. */
const LAST = map.touchpoints.find(({ stage }) => stage === 6)?.id ?? '';
const base = { site: 'shop', timeZone: 'UTC', currency: 'EUR', names: [], now };
const own = { ...base, map, journeys: storedJourneys({ site: 'shop', map }) };
const given = { ...base, map: former, journeys: storedJourneys({ site: 'shop', map: former }) };

let table: JourneysTable;
beforeAll(async () => {
  table = await openJourneysTable();
  for (const one of [map, former]) {
    const journeys = randomStageJourneys(dice(7), 2500, one, now, 40);
    await table.insert(
      'shop',
      one.version,
      journeys.map((journey) => stored(journey, one)),
    );
  }
});
afterAll(() => table.close());

const period = { from: new Date(now - 12 * DAY).toISOString(), to: new Date(now - DAY).toISOString() };

async function ask(plan: Partial<Extract<PlanInput, { plan: 'compare_maps' }>> = {}, other = given) {
  const answer = await table.ask({ ...own, other }, { plan: 'compare_maps', map: FORMER, period, draws: 500, ...plan });
  return compareMapsAnswerSchema.parse(answer);
}

test('both sides are what conformance, stages and constraint say of the map, and the change is their difference', async () => {
  const answer = await ask({ limit: 1000 });
  for (const [side, context] of Object.entries({ own, given })) {
    const said = answer[side as 'own' | 'given'];
    const conformance = await table.ask(context, { plan: 'conformance', period, limit: 1000 });
    const stages = await table.ask(context, { plan: 'stages', period });
    const judged = await table.ask(context, { plan: 'constraint', period, draws: 500 });
    expect(said).toEqual({
      map_version: context.map.version,
      name: context.map.name,
      journeys: stages.journeys,
      fitness: conformance.fitness,
      designed_share: conformance.fitness.designed / conformance.journeys,
      cost: conformance.cost,
      shortest: conformance.shortest,
      throughput: judged.throughput,
      constraint: judged.constraint?.stage ?? null,
      sentence: judged.sentence,
    });
    for (const row of stages.stages) {
      const told = answer.stages.find(({ stage }) => stage === row.id)?.[side as 'own' | 'given'];
      expect(told).toMatchObject({ number: row.number, entered: row.entered, conversion: row.conversion });
      const candidate = judged.candidates.find(({ stage }) => stage === row.id);
      expect([told?.gain, told?.probability]).toEqual([candidate?.gain ?? null, candidate?.probability ?? null]);
    }
    const deviations = answer.deviations.flatMap((row) => {
      const part = row[side as 'own' | 'given'];
      return part === null ? [] : [`${row.kind} ${row.touchpoint} ${part.moves} ${part.journeys} ${part.share}`];
    });
    expect(deviations.toSorted()).toEqual(
      conformance.deviations
        .map((row) => `${row.kind} ${row.touchpoint} ${row.moves} ${row.journeys} ${row.share}`)
        .toSorted(),
    );
  }
  expect(answer.change.fitness_average).toBeCloseTo(
    (answer.own.fitness.average ?? 0) - (answer.given.fitness.average ?? 0),
    12,
  );
  expect(answer.change.fitness_average).not.toBe(0);
  expect(answer.complete).toBe(true);
});

test('stages that only one map has stand alone', async () => {
  const { stages } = await ask();
  expect(stages.filter((row) => row.given === null).map(({ stage }) => stage)).toEqual(['basket', 'after_sale']);
  expect(stages.filter((row) => row.own === null).map(({ stage }) => stage)).toEqual(['cart']);
});

test('deviations that are cut are counted, and those that differ most stay', async () => {
  const all = await ask({ limit: 1000 });
  const few = await ask({ limit: 3 });
  expect(few.deviations).toEqual(all.deviations.slice(0, 3));
  expect(few).toMatchObject({
    complete: false,
    left_out: [{ what: 'deviations', count: all.deviations.length - 3 }],
  });
});

test('a map against itself differs in nothing', async () => {
  const answer = await ask({ map: FILE }, own);
  expect(answer.own).toEqual(answer.given);
  expect(Object.values(answer.change).every((value) => value === 0)).toBe(true);
  expect(['stayed', 'none']).toContain(answer.constraint);
});

test('a map that cannot be used is refused with what is wrong with it', () => {
  expect(() => otherMap({ ...FORMER, goal: 'prchase' })).toThrow(PlanError);
  expect(() => otherMap({ ...FORMER, goal: 'prchase' })).toThrow(/prchase/);
  expect(() => otherMap({})).toThrow(/The map given cannot be used/);
});

test('judges by the reference and the history that are asked for', async () => {
  const asked = { draws: 500, history: 2, reference: 'segments' } as const;
  const answer = await ask(asked);
  for (const [side, context] of Object.entries({ own, given })) {
    const judged = await table.ask(context, { plan: 'constraint', period, ...asked });
    expect(answer[side as 'own' | 'given'].sentence).toBe(judged.sentence);
    for (const { stage, gain } of judged.candidates)
      expect(answer.stages.find((row) => row.stage === stage)?.[side as 'own' | 'given']).toMatchObject({ gain });
  }
});

test('says which map lacks a touchpoint that is asked for', () => {
  const compile = (touchpoint: string) => () =>
    compilePlan(planSchema.parse({ plan: 'compare_maps', map: FORMER, period, where: [{ touchpoint }] }), {
      ...own,
      other: { map: former, journeys: given.journeys },
    });
  expect(() => compile(LAST)()).toThrow(`By the map given ("Former"): There is no touchpoint or event "${LAST}"`);
  expect(() => compile('gift_wrapp')()).toThrow(`By the site's own map ("${map.name}"): There is no touchpoint`);
  expect(compile(map.touchpoints[0]?.id ?? '')).not.toThrow();
});

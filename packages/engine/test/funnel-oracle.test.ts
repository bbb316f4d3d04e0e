import { DEFAULT_MAP, type FunnelPlan, journeyMapSchema, planSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { type FunnelRelation, funnelRelation } from '../src/questions/funnel-relation.ts';
import { Params } from '../src/questions/params.ts';
import { type JourneysTable, openJourneysTable, storedJourneys, type TestJourney } from './journeys-table.ts';
import { naiveTimes, naiveUnits } from './naive-funnel.ts';
import { type NaiveStep, naiveAnyTimes, naiveLinkedTimes } from './naive-linked-funnel.ts';
import { reportPairs } from './oracle-report.ts';
import { type Dice, dice, EPOCH, pick, randomJourneys } from './random-journeys.ts';

/** Pairs of a question and what a journey, person or session did; `pnpm bench oracle --pairs N` asks for more. */
const PAIRS = Number(process.env.ORACLE_PAIRS ?? 20_000);
const PATIENCE = 60_000 + PAIRS * 5;
const LOGS = 12;
/** Every other log is of slow shoppers, with days between their touchpoints. */
const paceOf = (log: number): number => (log % 2 === 0 ? 1 : 86_400_000);

const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const names = Array.from({ length: 133 }, (_, i) => `name_${i}`);
// Codes below and above 127, and the last one.
const CODES = new Map([
  ['page_view', 4],
  ['view_item', 7],
  ['name_9', 130],
  ['name_74', 195],
  ['name_132', 253],
]);
const NAMES = [...CODES.keys()];
const contextOf = (site: string) => {
  const context = { site, timeZone: 'UTC', currency: 'EUR', map, names, now: EPOCH + 1e9 };
  return { ...context, journeys: storedJourneys(context) };
};

let table: JourneysTable;
const logs: TestJourney[][] = [];
beforeAll(async () => {
  table = await openJourneysTable();
  for (let log = 0; log < LOGS; log++) {
    // Few touchpoints make steps compete for them, many make them meet.
    const alphabet = [...CODES.values()].slice(0, 2 + (log % 4));
    const journeys = randomJourneys(dice(log + 1), 260, alphabet, 3 + (log % 7), paceOf(log));
    logs.push(journeys);
    await table.insert(`log_${log}`, map.version, journeys);
  }
});
afterAll(() => table.close());

const codesOf = (list: readonly string[]): number[] => list.map((name) => CODES.get(name) ?? 0);
const several = (roll: Dice): string[] => Array.from({ length: 1 + roll(3) }, () => pick(roll, NAMES));

/** A step as a plan has it, and as the reference reads it. */
function randomStep(
  roll: Dice,
  { first, linked, order }: { first: boolean; linked: boolean; order: string },
  pace: number,
): { plan: unknown; naive: NaiveStep } {
  const wanted = roll(3) > 0 ? [pick(roll, NAMES)] : several(roll);
  const touchpoint = wanted.length === 1 ? wanted[0] : wanted;
  const plain = { codes: codesOf(wanted), optional: false, times: 1, within: Number.POSITIVE_INFINITY, without: [] };
  if (!linked || roll(4) === 0) return { plan: touchpoint, naive: plain };
  const optional = !first && roll(3) === 0;
  const times = pick(roll, [1, 1, 1, 2, 3]);
  const ticks = pick(roll, [undefined, undefined, 1, 2, 6]);
  const [waited, spared] = [ticks === undefined ? undefined : ticks * pace, roll(3) === 0 ? several(roll) : undefined];
  // Nothing lies before the first step, unless they come in any order.
  const [within, without] = first && times === 1 && order !== 'any' ? [] : [waited, spared];
  return {
    plan: {
      touchpoint,
      optional,
      times,
      ...(within === undefined ? {} : { within: `${within}ms` }),
      ...(without === undefined ? {} : { without }),
    },
    naive: { ...plain, optional, times, within: within ?? plain.within, without: codesOf(without ?? []) },
  };
}

const MODES = (['journey', 'person', 'session'] as const).flatMap((by) =>
  (['ordered', 'strict', 'any'] as const).flatMap((order) =>
    [false, true].flatMap((linked) => [false, true].map((windowed) => ({ by, order, linked, windowed }))),
  ),
);

/** When each step was reached, ms since 1970, by whom: a line for each unit that reached any. */
async function told(relation: FunnelRelation): Promise<string[]> {
  const params = new Params('q_');
  const carried = ['person', 'number', 'began'] as const;
  const sql = params.sql(
    `SELECT unit.1 AS person, unit.2 AS number, arrayMap(x -> if(x < 0, null, toFloat64(x + unit.3)), times) AS times FROM (${relation.full(carried, params)}) WHERE times[1] >= 0`,
  );
  return (await table.read(sql)).map(({ person, number, times }) => JSON.stringify([person, number, times])).sort();
}

test('funnels of every mode equal brute force, unit by unit', { timeout: PATIENCE }, async () => {
  const started = Date.now();
  const roll = dice(77);
  let [pairs, questions, reached] = [0, 0, 0];
  for (let round = 0; pairs < PAIRS; round++) {
    const mode = MODES[round % MODES.length] as (typeof MODES)[number];
    const { by, order, linked, windowed } = mode;
    const log = roll(LOGS);
    const pace = paceOf(log);
    // More steps than brute force can follow through a whole person are asked of journeys alone.
    const long = by === 'journey' && !linked && roll(3) === 0;
    const steps = Array.from({ length: long ? 7 + roll(6) : 1 + roll(4) + (roll(6) === 0 ? 1 : 0) }, (_, i) =>
      randomStep(roll, { first: i === 0, linked, order }, pace),
    );
    const window = windowed ? pace * pick(roll, [1, 2, 3, 6, 12, 1000]) : undefined;
    const plan = planSchema.parse({
      plan: 'funnel',
      by,
      order,
      steps: steps.map((step) => step.plan),
      ...(window === undefined ? {} : { window: `${window}ms` }),
    }) as FunnelPlan;
    const naive = steps.map((step) => step.naive);
    // Without any condition the earliest chain is told, with one the latest beginning.
    const conditions = naive.some(
      (step) => step.optional || step.times > 1 || Number.isFinite(step.within) || step.without.length > 0,
    );
    const units = naiveUnits(logs[log] ?? [], by);
    const expected: string[] = [];
    for (const { key, touches } of units) {
      const times = conditions
        ? order === 'any'
          ? naiveAnyTimes(touches, naive, window)
          : naiveLinkedTimes(touches, naive, order === 'strict', window)
        : naiveTimes(
            touches,
            naive.map(({ codes }) => codes),
            order,
            window,
          );
      const filled = naive.map((_, k) => times[k] ?? null);
      if (filled[0] !== null) expected.push(JSON.stringify([...key, filled]));
    }
    expect(await told(funnelRelation(plan, contextOf(`log_${log}`))), `log ${log}: ${JSON.stringify(plan)}`).toEqual(
      expected.sort(),
    );
    pairs += units.length;
    questions += 1;
    reached += expected.length;
  }
  expect(reached).toBeGreaterThan(pairs / 10);
  reportPairs('funnels, every mode', { pairs, questions, differences: 0, seconds: (Date.now() - started) / 1000 });
});

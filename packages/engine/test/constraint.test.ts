import { constraintAnswerSchema, DEFAULT_MAP, journeyMapSchema, planSchema } from '@desirepath/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainQueries } from '../src/constraint/chain-queries.ts';
import { constraintChain } from '../src/constraint/constraint-chain.ts';
import { foldChainCounts } from '../src/constraint/fold-chain-counts.ts';
import { type CompiledMap, compileMap, PlanError } from '../src/index.ts';
import { constraintQuestion } from '../src/questions/constraint.ts';
import { DURATION_BINS, durationBin } from '../src/statistics/duration-bins.ts';
import { addDurations, emptyHistogram, histogramSize } from '../src/statistics/duration-histogram.ts';
import { type JourneysTable, openJourneysTable, storedJourneys } from './journeys-table.ts';
import { dice, EPOCH } from './random-journeys.ts';
import { randomStageJourneys, type StageJourney, stored } from './stage-journeys.ts';

const DAY = 86_400_000;
const now = EPOCH + 60 * DAY;
const maps = {
  plain: compileMap(journeyMapSchema.parse({ ...DEFAULT_MAP, window: '2d', idle: '5d' })),
  optional: compileMap(
    journeyMapSchema.parse({
      ...DEFAULT_MAP,
      idle: '9d',
      stages: DEFAULT_MAP.stages.map((stage, index) => ({
        ...stage,
        optional: index === 2,
        window: ['1d', '6h'][index % 2],
      })),
    }),
  ),
};
const contextOf = (site: string, map: CompiledMap, at = now) => {
  const base = { site, timeZone: 'UTC', currency: 'EUR', map, names: [], now: at };
  return { ...base, journeys: storedJourneys(base) };
};
const planOf = (more: Record<string, unknown> = {}) => {
  const plan = planSchema.parse({ plan: 'constraint', draws: 500, ...more });
  if (plan.plan !== 'constraint') throw new Error('another plan');
  return plan;
};

let table: JourneysTable;
const logs = new Map<string, StageJourney[]>();
const read = async (queries: Record<string, Parameters<JourneysTable['read']>[0]>) => {
  const rows: Record<string, Awaited<ReturnType<JourneysTable['read']>>> = {};
  for (const [name, sql] of Object.entries(queries)) rows[name] = await table.read(sql);
  return rows;
};
const ask = async (site: string, map: CompiledMap, more: Record<string, unknown> = {}) => {
  const question = constraintQuestion(planOf(more), contextOf(site, map));
  return constraintAnswerSchema.parse(question.answer(await read(question.queries)));
};

beforeAll(async () => {
  table = await openJourneysTable();
  let seed = 40;
  for (const [name, map] of Object.entries(maps)) {
    for (const count of [60, 2500]) {
      const journeys = randomStageJourneys(dice(seed++), count, map, now, 40);
      logs.set(`${name}_${count}`, journeys);
      await table.insert(
        `${name}_${count}`,
        map.version,
        journeys.map((journey) => stored(journey, map)),
      );
    }
  }
});
afterAll(() => table.close());

/** The definition: journey by journey, the chain walked step by step, each step in the period in which it was come to. */
function naiveCells(journeys: readonly StageJourney[], map: CompiledMap, from: number, to: number, periods: number) {
  const chain = constraintChain(map).map(({ number }) => number);
  const cells = new Map<string, ReturnType<typeof emptyHistogram>>();
  const stride = Math.ceil((to - from) / (7 * DAY)) * 7 * DAY;
  const periodOf = (at: number) => {
    for (let period = 0; period <= periods; period++) {
      if (at >= from - period * stride && at < to - period * stride) return period;
    }
    return null;
  };
  for (const journey of journeys) {
    const reached = (k: number) =>
      journey.walk.find(({ stage }) => chain.indexOf(stage) >= k && chain.includes(stage))?.at ?? null;
    for (let k = 0; k < chain.length - 1; k++) {
      const entry = reached(k);
      if (entry === null) break;
      const window = map.stages.find(({ number }) => number === chain[k])?.windowMs ?? 0;
      const period = periodOf(journey.start + entry);
      const key = `${period} ${journey.device} ${k}`;
      const cell = cells.get(key) ?? emptyHistogram();
      if (period !== null) cells.set(key, cell);
      const next = reached(k + 1);
      if (next !== null && next - entry <= window) {
        addDurations(cell, 'advanced', Math.min(DURATION_BINS - 1, durationBin(next - entry, window)), 1);
        continue;
      }
      const age = now - journey.start - entry;
      if (age >= window) addDurations(cell, 'pending', DURATION_BINS, 1);
      else if (journey.closed || now - journey.end > map.idleMs) {
        addDurations(cell, 'ended', durationBin(journey.end - journey.start - entry, window), 1);
      } else addDurations(cell, 'pending', durationBin(age, window), 1);
      break;
    }
  }
  return cells;
}

describe.each([
  ['plain_60', 'plain'],
  ['plain_2500', 'plain'],
  ['optional_2500', 'optional'],
] as const)('the counts of %s', (site, kind) => {
  test.each([
    { from: now - 7 * DAY, to: now, periods: 3 },
    { from: now - 20 * DAY, to: now - 10 * DAY, periods: 2 },
    { from: now - 2 * DAY, to: now, periods: 5 },
    { from: now - 9 * DAY, to: now - 8.5 * DAY, periods: 3 },
    { from: now - 30 * DAY, to: now - 20 * DAY, periods: 1 },
  ])('equal the definition: %j', async ({ from, to, periods }) => {
    const map = maps[kind];
    const chain = constraintChain(map);
    const journeys = logs.get(site) ?? [];
    const rows = await read(chainQueries({ plan: planOf(), chain, span: { from, to }, periods }, contextOf(site, map)));
    const counts = foldChainCounts(rows.steps ?? [], rows.orders ?? [], {
      steps: chain.length - 1,
      periods: periods + 1,
    });
    const naive = naiveCells(journeys, map, from, to, periods);
    let cells = 0;
    for (const { segment, periods: measured } of counts.segments) {
      for (const [period, { steps }] of measured.entries()) {
        for (const [k, histogram] of steps.entries()) {
          const expected = naive.get(`${period} ${segment}` + ` ${k}`) ?? emptyHistogram();
          expect(histogram, `${period} ${segment} ${k}`).toEqual(expected);
          if (histogramSize(expected) > 0) cells++;
        }
      }
    }
    expect(cells).toBe(naive.size);
  });
});

test('once all windows have passed, throughput is the number of journeys that reached the goal', async () => {
  const journeys = logs.get('plain_2500') ?? [];
  const wide = compileMap(journeyMapSchema.parse({ ...DEFAULT_MAP, window: '40d', idle: '60d' }));
  const later = now + 100 * DAY;
  await table.insert(
    'later',
    wide.version,
    journeys.map((journey) => stored(journey, wide)),
  );
  const period = { from: new Date(now - 40 * DAY).toISOString(), to: new Date(now).toISOString() };
  const question = constraintQuestion(planOf({ period }), contextOf('later', wide, later));
  const answer = constraintAnswerSchema.parse(question.answer(await read(question.queries)));
  const goals = journeys.filter(({ walk }) => walk.some(({ stage }) => stage === wide.goal)).length;
  expect(answer.throughput).toBeCloseTo((goals * 7) / 40, 6);
  expect(answer.candidates.map(({ number }) => number).toSorted()).toEqual([1, 2, 3, 4]);
});

test('rare segments are judged together', async () => {
  const map = maps.plain;
  const journeys = (logs.get('plain_2500') ?? []).map((journey, index) => ({
    ...stored(journey, map),
    more: { ...stored(journey, map).more, campaign: index % 3 === 0 ? `rare ${index}` : `big ${index % 2}` },
  }));
  await table.insert('campaigns', map.version, journeys);
  const answer = await ask('campaigns', map, { segment_by: 'campaign', period: { last: '20d' } });
  expect(answer.candidates[0]?.segments.map(({ segment }) => segment).toSorted()).toEqual([
    '(other)',
    'big 0',
    'big 1',
  ]);
});

/** A shop of plain numbers: sizes and conversions by week, newest first, and by device. */
async function shop(site: string, weeks: readonly Record<string, { size: number; conversions: number[] }>[]) {
  const map = maps.plain;
  const roll = dice(site.length);
  const journeys = weeks.flatMap((week, age) =>
    Object.entries(week).flatMap(([device, { size, conversions }]) =>
      Array.from({ length: size }, (_, index): StageJourney => {
        const start = now - (age + 1) * 7 * DAY + Math.floor(((index + 0.5) / size) * 7 * DAY);
        const walk = [{ stage: 1, at: 0 }];
        for (const [step, conversion] of conversions.entries()) {
          const at = (walk.at(-1)?.at ?? 0) + 60_000 * (1 + roll(30));
          if (roll(1_000_000) >= conversion * 1_000_000 || start + at >= now) break;
          walk.push({ stage: step + 2, at });
        }
        const bought = walk.some(({ stage }) => stage === map.goal);
        return {
          person: `v:${age} ${device} ${index}`,
          number: 1,
          start,
          end: start + (walk.at(-1)?.at ?? 0),
          closed: false,
          device,
          walk,
          orders: bought ? [{ id: `${age} ${device} ${index}`, value: '50', currency: 'EUR' }] : [],
        };
      }),
    ),
  );
  await table.insert(
    site,
    map.version,
    journeys.map((journey) => stored(journey, map)),
  );
  return map;
}

const usual = { size: 3000, conversions: [0.7, 0.5, 0.6, 0.7] };
const week = { desktop: usual, mobile: usual };

test('a planted degradation is found, with its segment, its worth and its sentence', async () => {
  const broken = { desktop: usual, mobile: { ...usual, conversions: [0.7, 0.5, 0.6, 0.42] } };
  const map = await shop('broken', [broken, week, week, week]);
  const answer = await ask('broken', map, { draws: 4000 });
  // 3000 x 0.7 x 0.5 x 0.6 x 0.28 more orders.
  expect(answer.constraint).toMatchObject({
    number: 4,
    stage: 'checkout',
    reference: { kind: 'history', text: 'the 3 weeks before' },
  });
  expect(answer.constraint?.gain).toBeGreaterThan(130);
  expect(answer.constraint?.gain).toBeLessThan(225);
  expect(answer.constraint?.gain_value.amount).toBeCloseTo(50 * (answer.constraint?.gain ?? 0), 0);
  expect(answer.constraint?.probability).toBeGreaterThan(0.95);
  const [low, high] = answer.constraint?.interval ?? [0, 0];
  expect(low).toBeGreaterThan(100);
  expect(low).toBeLessThan(answer.constraint?.gain ?? 0);
  expect(high).toBeGreaterThan(answer.constraint?.gain ?? 0);
  expect(high).toBeLessThan(250);
  expect(answer.constraint?.segments[0]?.segment).toBe('mobile');
  expect(answer.sentence).toMatch(
    /^Stage 4 of 7, Checkout, holds the chain back: restoring it to the level of the 3 weeks before is worth ~\d+ orders \(\d\u00a0\d{3} EUR\) a week, .*\d+ % sure; most of the gap is on mobile\.$/,
  );
  expect(answer.caveats).toEqual([]);
  expect(await ask('broken', map, { draws: 4000 })).toEqual(answer);
  expect((await ask('broken', map, { draws: 4000, seed: 2 })).constraint?.stage).toBe('checkout');
  // A day is compared with the same day of each week, and that is what it says.
  const day = await ask('broken', map, { period: { last: '1d' } });
  expect(day.candidates[0]?.reference.text).toBe('the same day of the 3 weeks before');
});

test('where nothing is broken, nothing is named', async () => {
  const map = await shop('sound', [week, week, week, week]);
  const answer = await ask('sound', map);
  expect(answer.constraint).toBeNull();
  expect(answer.sentence).toBe('No clear constraint: no stage is below its reference by more than is normal.');
  expect(answer.throughput).toBeGreaterThan(700);
});

test('a shift of the mix is no constraint, and is said', async () => {
  const keen = { size: 4000, conversions: [0.8, 0.6, 0.7, 0.8] };
  const idle = { size: 4000, conversions: [0.4, 0.6, 0.7, 0.8] };
  const before = { desktop: keen, mobile: { ...idle, size: 1000 } };
  const map = await shop('shifted', [{ desktop: { ...keen, size: 1000 }, mobile: idle }, before, before, before]);
  const answer = await ask('shifted', map);
  expect(answer.constraint).toBeNull();
  expect(answer.caveats).toEqual([
    expect.stringMatching(
      /^Awareness converts 2\d\.\d points less than before, 2\d\.\d of them because the mix by device has shifted;/,
    ),
  ]);
});

test('no history: said, and nothing is named', async () => {
  const map = await shop('young', [week]);
  const answer = await ask('young', map);
  expect(answer.constraint).toBeNull();
  expect(answer.sentence).toBe(
    'No clear constraint: there is neither history nor a target in the map to compare with.',
  );
  expect(answer.caveats[0]).toMatch(/^No journeys began before the period/);
  expect(answer.candidates.every(({ gain, probability }) => gain === 0 && probability === 0)).toBe(true);
});

test('a short history and a small shop are said', async () => {
  const small = { desktop: { ...usual, size: 40 } };
  const answer = await ask('small', await shop('small', [small, small]));
  expect(answer.constraint).toBeNull();
  expect(answer.sentence).toBe(
    'No clear constraint: only 40 journeys entered the chain in the period, and it takes 100 to tell.',
  );
  expect(answer.caveats).toEqual([
    '40 journeys entered the chain in the period; below 100 no constraint is named. Choose a longer period.',
    'History has 1 of the 8 periods asked for, so what is normal is known less well.',
    'With one period of history the normal variation between periods is assumed, not measured.',
  ]);
  const nobody = await ask('nobody', maps.plain);
  expect(nobody.sentence).toBe(
    'No clear constraint: no journey entered the chain in the period, and it takes 100 to tell.',
  );
});

test('the map’s targets are the reference where it has some', async () => {
  const map: CompiledMap = {
    ...maps.plain,
    stages: maps.plain.stages.map((stage) => ({ ...stage, targetConversion: stage.number === 2 ? 0.65 : null })),
  };
  await shop('sound2', [week, week, week, week]);
  const answer = await ask('sound2', map, { reference: 'target' });
  expect(answer.constraint).toMatchObject({
    stage: 'consideration',
    reference: { kind: 'target', text: "the map's target of 65 %" },
    reference_conversion: 0.65,
  });
  expect(answer.sentence).toContain("restoring it to the map's target of 65 % is worth");
  expect(answer.caveats).toEqual([
    'The map has no target for Awareness, Basket, Checkout; these stages cannot be the constraint.',
  ]);
  expect((await ask('sound2', map)).constraint?.stage).toBe('consideration');
  expect((await ask('sound2', map, { reference: 'history' })).constraint).toBeNull();
});

test('a stage that lets nobody through is the constraint, and what comes after it is not', async () => {
  const dead = {
    desktop: { size: 4000, conversions: [0.7, 0.5, 0, 0] },
    mobile: { size: 2000, conversions: [0.7, 0.5, 0, 0] },
  };
  const answer = await ask('dead', await shop('dead', [dead, week, week, week]));
  // Those few who were in the basket at midnight had begun the week before.
  expect(answer.throughput).toBeLessThan(3);
  expect(answer.constraint?.stage).toBe('basket');
  // 6000 x 0.7 x 0.5 x 0.6 x 0.7
  expect(answer.constraint?.gain).toBeGreaterThan(700);
  expect(answer.constraint?.gain).toBeLessThan(1000);
});

test('a period without a beginning, or in the future, is refused with the way out', () => {
  expect(() => constraintQuestion(planOf({ period: {} }), contextOf('x', maps.plain))).toThrow(PlanError);
  const from = new Date(now + DAY).toISOString();
  expect(() => constraintQuestion(planOf({ period: { from } }), contextOf('x', maps.plain))).toThrow(
    /choose an earlier one/,
  );
});

test('the SQL stays as it is', () => {
  const { queries } = constraintQuestion(planOf({ filter: { country: ['DE'] } }), {
    ...contextOf('shop', maps.plain),
    journeys: { text: 'SELECT * FROM journeys', params: {} },
  });
  expect(queries.steps?.text).toMatchSnapshot();
  expect(queries.steps?.params).toMatchSnapshot();
  expect(queries.orders?.text).toMatchSnapshot();
  expect(queries.signals?.text).toMatchSnapshot();
});

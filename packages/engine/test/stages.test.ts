import { DEFAULT_MAP, journeyMapSchema, type StageRow, stagesAnswerSchema } from '@desirepath/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { stagesQuestion } from '../src/questions/stages.ts';
import { aalenJohansen } from '../src/statistics/aalen-johansen.ts';
import { DURATION_BINS, durationBin } from '../src/statistics/duration-bins.ts';
import { addDurations, emptyHistogram } from '../src/statistics/duration-histogram.ts';
import { quantile } from '../src/statistics/quantile.ts';
import { type JourneysTable, openJourneysTable, storedJourneys } from './journeys-table.ts';
import { dice, EPOCH } from './random-journeys.ts';
import { firstTouches, randomStageJourneys, type StageJourney, stored } from './stage-journeys.ts';

const DAY = 86_400_000;
const map = compileMap(
  journeyMapSchema.parse({
    ...DEFAULT_MAP,
    window: '3d',
    idle: '5d',
    stages: DEFAULT_MAP.stages.map((stage, index) =>
      index === 2 ? { ...stage, window: '2h', target: { conversion: 0.6 } } : stage,
    ),
  }),
);
const now = EPOCH + 40 * DAY;
const context = (site: string) => {
  const base = { site, timeZone: 'UTC', currency: 'EUR', map, names: [], now };
  return { ...base, journeys: storedJourneys(base) };
};

let table: JourneysTable;
const logs = new Map<string, StageJourney[]>();
beforeAll(async () => {
  table = await openJourneysTable();
  for (let log = 0; log < 4; log++) {
    const journeys = randomStageJourneys(dice(log + 7), [1, 40, 400, 1500][log] ?? 0, map, now, 20);
    logs.set(`site_${log}`, journeys);
    await table.insert(
      `site_${log}`,
      map.version,
      journeys.map((journey) => stored(journey, map)),
    );
  }
});
afterAll(() => table.close());

async function ask(site: string, plan: Omit<Parameters<typeof stagesQuestion>[0], 'plan' | 'experience'>) {
  const question = stagesQuestion({ plan: 'stages', ...plan, experience: false }, context(site));
  const rows: Record<string, Awaited<ReturnType<JourneysTable['read']>>> = {};
  for (const [name, sql] of Object.entries(question.queries)) rows[name] = await table.read(sql);
  return stagesAnswerSchema.parse(question.answer(rows));
}

/** The definition, journey by journey. */
function naiveStages(journeys: readonly StageJourney[]): StageRow[] {
  return map.stages.map((stage): StageRow => {
    const row = { entered: 0, advanced: 0, dropped: 0, open: 0, skipped: 0, looped_back: 0 };
    const waits: number[] = [];
    const histogram = emptyHistogram();
    for (const journey of journeys) {
      const place = journey.walk.findIndex((step) => step.stage === stage.number);
      const entry = journey.walk[place];
      if (entry === undefined) {
        if (journey.walk.some((step) => step.stage > stage.number)) row.skipped++;
        continue;
      }
      row.entered++;
      const next = journey.walk.slice(place).find((step) => step.stage > stage.number);
      if (
        next !== undefined &&
        journey.walk.slice(journey.walk.indexOf(next)).some((step) => step.stage === stage.number)
      ) {
        row.looped_back++;
      }
      const age = now - (journey.start + entry.at);
      if (next !== undefined && next.at - entry.at <= stage.windowMs) {
        row.advanced++;
        waits.push(next.at - entry.at);
        addDurations(
          histogram,
          'advanced',
          Math.min(DURATION_BINS - 1, durationBin(next.at - entry.at, stage.windowMs)),
          1,
        );
      } else if (age >= stage.windowMs) {
        row.dropped++;
        addDurations(histogram, 'pending', DURATION_BINS, 1);
      } else if (journey.closed || now - journey.end > map.idleMs) {
        row.dropped++;
        addDurations(histogram, 'ended', durationBin(journey.end - journey.start - entry.at, stage.windowMs), 1);
      } else {
        row.open++;
        addDurations(histogram, 'pending', durationBin(age, stage.windowMs), 1);
      }
    }
    waits.sort((a, b) => a - b);
    const last = stage.number === map.stages.length;
    return {
      number: stage.number,
      id: stage.id,
      name: stage.name,
      ...row,
      conversion: last || row.entered === 0 ? null : aalenJohansen(histogram).share,
      interval: null,
      time_ms: waits.length === 0 ? null : { median: quantile(waits, 0.5), p90: quantile(waits, 0.9) },
      target: stage.targetConversion,
      experience: null,
    };
  });
}

/** The same up to rounding in the last digits; intervals are looked at on their own. */
const withoutInterval = (rows: readonly StageRow[]) =>
  rows.map((row) => ({
    ...row,
    conversion: row.conversion === null ? null : expect.closeTo(row.conversion, 12),
    interval: null,
    time_ms: row.time_ms && { median: Math.round(row.time_ms.median), p90: Math.round(row.time_ms.p90) },
  }));

const PERIODS = [
  undefined,
  { last: '7d' },
  { last: '2d' },
  { from: new Date(now - 15 * DAY).toISOString(), to: new Date(now - 6 * DAY).toISOString() },
];

describe.each(['site_0', 'site_1', 'site_2', 'site_3', 'nobody'])('stages of %s', (site) => {
  test.each(PERIODS)('equal the definition, journey by journey: period %j', async (period) => {
    const from =
      period === undefined
        ? 0
        : 'last' in period
          ? now - Number.parseInt(period.last ?? '', 10) * DAY
          : Date.parse(period.from);
    const to = period === undefined || 'last' in period ? now : Date.parse(period.to);
    const journeys = (logs.get(site) ?? []).filter(({ start }) => start >= from && start < to);
    const answer = await ask(site, { segment_by: 'device', ...(period === undefined ? {} : { period }) });

    expect(answer.journeys).toBe(journeys.length);
    expect(answer.complete).toBe(true);
    expect(answer.stages.map((row) => ({ ...row, interval: null }))).toEqual(withoutInterval(naiveStages(journeys)));
    for (const row of answer.stages) {
      expect(row.entered).toBe(row.advanced + row.dropped + row.open);
      if (row.conversion === null || row.interval === null) continue;
      expect(row.interval[0]).toBeLessThanOrEqual(row.conversion);
      expect(row.interval[1]).toBeGreaterThanOrEqual(row.conversion);
      if (row.open === 0) expect(row.conversion).toBeCloseTo(row.advanced / row.entered, 12);
    }

    const devices = [...new Set(journeys.map(({ device }) => device))];
    expect(answer.segments.map(({ segment }) => segment).toSorted()).toEqual(devices.toSorted());
    for (const segment of answer.segments) {
      const own = journeys.filter(({ device }) => device === segment.segment);
      expect(segment.journeys).toBe(own.length);
      expect(segment.stages.map((row) => ({ ...row, interval: null }))).toEqual(withoutInterval(naiveStages(own)));
    }
    expect((await ask(site, period === undefined ? {} : { period })).stages).toEqual(answer.stages);

    // An order counts once, with the journey that began first.
    const orders = new Map<string, StageJourney['orders'][number]>();
    for (const journey of journeys.toSorted((a, b) => a.start - b.start)) {
      for (const order of journey.orders) if (!orders.has(order.id)) orders.set(order.id, order);
    }
    const worth = (currency: string) =>
      [...orders.values()]
        .filter((order) => order.currency === currency)
        .reduce((sum, { value }) => sum + Math.round(Number(value) * 100), 0) / 100;
    expect(answer.orders).toBe(orders.size);
    expect(answer.revenue.currency).toBe('EUR');
    expect(answer.revenue.amount).toBeCloseTo(worth('EUR'), 6);
    expect(answer.revenue.other.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(worth('USD'), 6);
  });
});

test('a filter keeps only its journeys', async () => {
  const answer = await ask('site_2', { filter: { device: ['mobile', ''] } });
  const journeys = (logs.get('site_2') ?? []).filter(({ device }) => device === 'mobile' || device === '');
  expect(answer.journeys).toBe(journeys.length);
  expect(answer.stages.map((row) => ({ ...row, interval: null }))).toEqual(withoutInterval(naiveStages(journeys)));
});

test('of many segments the largest are given, and the rest is said to be left out', async () => {
  const journeys = (logs.get('site_2') ?? []).map((journey) => stored(journey, map));
  await table.insert(
    'landings',
    map.version,
    journeys.map((journey, index) => ({
      ...journey,
      more: { ...journey.more, landing: index < 10 ? '/large' : `/${index % 70}` },
    })),
  );
  const answer = await ask('landings', { segment_by: 'landing' });
  const all = new Set(journeys.map((_, index) => (index < 10 ? '/large' : `/${index % 70}`))).size;
  expect(answer.segments).toHaveLength(50);
  expect(answer.segments[0]).toMatchObject({ segment: '/large', journeys: 10 });
  expect(answer).toMatchObject({ complete: false, left_out: [{ what: 'segments', count: all - 50 }], journeys: 400 });
});

test('the naive journeys use the stages as the table holds them', () => {
  const [journey] = logs.get('site_3') ?? [];
  if (journey === undefined) throw new Error('no journey');
  expect(firstTouches(journey, map.stages.length)).toHaveLength(map.stages.length);
});

test('the SQL stays as it is', () => {
  const base = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: [], now };
  const { queries } = stagesQuestion(
    { plan: 'stages', period: { last: '7d' }, segment_by: 'device', filter: { country: ['DE'] }, experience: true },
    { ...base, journeys: { text: 'SELECT * FROM journeys', params: {} } },
  );
  expect(queries.durations?.text).toMatchSnapshot();
  expect(queries.times?.text).toMatchSnapshot();
  expect(queries.orders?.text).toMatchSnapshot();
  expect(queries.durations?.params).toMatchSnapshot();
  expect(queries.trouble?.text).toMatchSnapshot();
  expect(queries.said?.text).toMatchSnapshot();
  expect(queries.watched?.text).toMatchSnapshot();
});

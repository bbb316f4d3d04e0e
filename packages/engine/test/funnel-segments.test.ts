import { DEFAULT_MAP, type FunnelAnswer, funnelAnswerSchema, journeyMapSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap, PlanError } from '../src/index.ts';
import { type JourneysTable, openJourneysTable } from './journeys-table.ts';
import { dice, EPOCH, randomJourneys } from './random-journeys.ts';

const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const HOUR = 3_600_000;
const context = {
  site: 'shop',
  timeZone: 'America/New_York',
  currency: 'EUR',
  map,
  names: [],
  now: EPOCH + 1100 * HOUR,
};
const CHANNELS = ['email', 'paid', ''];

let table: JourneysTable;
beforeAll(async () => {
  table = await openJourneysTable();
  // Hours instead of milliseconds, so that weeks are passed.
  const journeys = randomJourneys(dice(6), 300, [4, 7, 16], 9).map((journey) => ({
    ...journey,
    start: EPOCH + (journey.start - EPOCH) * HOUR,
    offsets: journey.offsets.map((offset) => offset * HOUR),
    more: {
      ...journey.more,
      session_channels: [...new Set(journey.sessions)].map((session) => CHANNELS[session % CHANNELS.length]),
    },
  }));
  await table.insert('shop', map.version, journeys);
});
afterAll(() => table.close());

const ask = async (more: Record<string, unknown>): Promise<FunnelAnswer> =>
  funnelAnswerSchema.parse(
    await table.ask(context, { plan: 'funnel', steps: ['page_view', 'view_item'], ...more } as never),
  );

test.each([
  { by: 'journey', trend: 'week', timing: true },
  { by: 'session', trend: 'day', timing: true, window: '4h' },
  {
    by: 'journey',
    trend: 'week',
    timing: true,
    steps: ['view_item', { touchpoint: 'page_view', optional: true }, 'purchase'],
  },
])('a segment has the trend and the timing of those in it: %o', async (question) => {
  const answer = await ask({ ...question, segment_by: 'device' });
  expect(answer.segments.length).toBe(4);
  for (const { segment, trend, time_to_convert } of answer.segments) {
    const own = await ask({ ...question, filter: { device: [segment] } });
    expect(own.trend.length).toBeGreaterThan(4);
    expect(trend).toEqual(own.trend);
    expect(time_to_convert).toEqual(own.time_to_convert);
  }
  const whole = await ask(question);
  expect([answer.trend, answer.time_to_convert]).toEqual([whole.trend, whole.time_to_convert]);
});

test('segments by attribution add up to the trend, as far as they have reached the step that decides', async () => {
  for (const attribution of ['last', 2] as const) {
    const answer = await ask({ trend: 'week', timing: true, segment_by: 'channel', attribution });
    const sums = new Map<string, number>();
    for (const { trend = [] } of answer.segments) {
      for (const { from, counts } of trend) sums.set(from, (sums.get(from) ?? 0) + (counts[1] ?? 0));
    }
    expect(answer.trend.map(({ from }) => sums.get(from) ?? 0)).toEqual(answer.trend.map(({ counts }) => counts[1]));
    const converted = answer.segments.map(({ time_to_convert: time }) => time?.converted ?? 0);
    expect(converted).toEqual(answer.segments.map(({ steps }) => steps[1]?.count));
  }
});

test('the largest segments have them, and only where they are asked for', async () => {
  const many = await ask({ trend: 'week', timing: true, segment_by: 'landing' });
  expect(many.segments.map((one) => one.trend !== undefined && one.time_to_convert !== undefined)).toEqual(
    many.segments.map((_, i) => i < 20),
  );
  const first = many.segments.filter(({ trend }) => trend !== undefined);
  for (const { trend = [], steps } of first) expect(trend[0]?.counts[0]).toBe(steps[0]?.count);
  for (const what of ['trends of segments', 'times of segments']) {
    const left = many.left_out.find((one) => one.what === what)?.count;
    const segments = many.left_out.find((one) => one.what === 'segments')?.count ?? 0;
    expect(left).toBe(many.segments.length + segments - 20);
  }
  const plain = await ask({ segment_by: 'device' });
  expect(Object.keys(plain.segments[0] ?? {})).toEqual(['segment', 'steps']);
});

test('behind every number of a trend is a list with as many', async () => {
  const after = (day: string, days: number) => new Date(Date.parse(day) + days * 24 * HOUR).toISOString().slice(0, 10);
  for (const [by, trend, days] of [
    ['journey', 'week', 7],
    ['session', 'day', 1],
  ] as const) {
    const question = { by, trend, segment_by: 'device' };
    const answer = await ask(question);
    const [segment] = answer.segments;
    for (const { from, counts } of answer.trend.slice(0, 6)) {
      const span = { from, to: after(from, days) };
      const own = segment?.trend?.find((one) => one.from === from)?.counts ?? [0, 0];
      const reached = await ask({ ...question, show: { step: 2, ...span }, limit: 10_000 });
      expect([reached.total, reached.persons.length, reached.complete]).toEqual([counts[1], counts[1], true]);
      const dropped = { step: 2, outcome: 'dropped', segment: segment?.segment, ...span };
      expect((await ask({ ...question, show: dropped })).total).toBe((own[0] ?? 0) - (own[1] ?? 0));
    }
  }
  // New York is five hours behind in winter; either side may be left open.
  const count = async (span: Record<string, string>) => (await ask({ show: { step: 1, ...span } })).total;
  const since = await count({ from: '2026-01-12' });
  expect(since).toBe(await count({ from: '2026-01-12T05:00:00Z' }));
  expect(since + (await count({ to: '2026-01-12T00:00:00-05:00' }))).toBe(await count({}));
  await expect(count({ from: '2026-01-12', to: '2026-01-12' })).rejects.toThrow(PlanError);
});

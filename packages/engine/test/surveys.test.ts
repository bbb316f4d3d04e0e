import { DEFAULT_MAP, journeyMapSchema, surveysAnswerSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, type TestEvent } from './journeys-table.ts';
import { dice, EPOCH, pick } from './random-journeys.ts';

const HOUR = 3_600_000;
const now = EPOCH + 1000 * HOUR;
const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const context = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: [], now };
const stageFirst = (at: Record<number, number>) => map.stages.map(({ number }) => at[number] ?? -1);
let table: JourneysTable;
beforeAll(async () => {
  table = await openJourneysTable();
});
afterAll(() => table.close());

test('what was said equals a naive count: by survey, by score, by the stage the journey had reached', async () => {
  const roll = dice(11);
  const events: TestEvent[] = [];
  /** Survey, stage, score or choice. */
  const said: [name: string, stage: number, value: number | string][] = [];
  const shown = new Map<string, number>();
  const journeys = Array.from({ length: 400 }, (_, index) => {
    const visitor = `v${index}`;
    const start = now - 200 * HOUR + index * 1000;
    // Awareness at once; basket after an hour, and purchase after two, for some.
    const reached: Record<number, number> = {
      1: 0,
      ...(roll(2) && { 3: HOUR }),
      ...(roll(3) === 0 && { 5: 2 * HOUR }),
    };
    const at = roll(6) * (HOUR / 2);
    const stage = Math.max(...Object.entries(reached).map(([number, first]) => (first <= at ? Number(number) : 0)));
    const name = pick(roll, ['csat', 'nps', 'why']);
    const device = index % 2 ? 'mobile' : 'desktop';
    const happens = (event: string, more: Record<string, unknown>, no: number) => {
      const row = {
        site: 'shop',
        visitor_id: visitor,
        event_id: `00000000-0000-4000-8000-${String(2 * index + no).padStart(12, '0')}`,
        name: event,
        time: start + at,
        ...more,
      };
      // Stored twice, counted once.
      events.push(row, ...(index % 7 ? [] : [row]));
    };
    if (device === 'mobile') shown.set(name, (shown.get(name) ?? 0) + 1);
    happens('survey_shown', { props: { name } }, 0);
    if (roll(3)) {
      const value = name === 'why' ? pick(roll, ['price', 'delivery']) : name === 'nps' ? roll(11) : 1 + roll(5);
      const props = {
        name,
        kind: name === 'why' ? 'question' : name,
        ...(typeof value === 'string' && { choice: value }),
      };
      happens('survey', { props, nums: typeof value === 'number' ? { score: value } : {} }, 1);
      if (device === 'mobile') said.push([name, stage, value]);
    }
    return {
      person: `u:${index}`,
      number: 1,
      start,
      codes: [4],
      offsets: [0],
      sessions: [1],
      more: { visitors: [visitor], stage_first: stageFirst(reached), device },
    };
  });
  await table.insert('shop', map.version, journeys);
  await table.insertEvents(events);
  const answer = surveysAnswerSchema.parse(
    await table.ask(context, { plan: 'surveys', period: { last: '30d' }, filter: { device: ['mobile'] } }),
  );
  expect(answer.surveys.map(({ name }) => name).toSorted()).toEqual(['csat', 'nps', 'why']);
  for (const survey of answer.surveys) {
    const own = said.filter(([name]) => name === survey.name);
    expect([survey.shown, survey.answers]).toEqual([shown.get(survey.name), own.length]);
    for (const { score, answers } of survey.scores)
      expect(answers).toBe(own.filter(([, , value]) => value === score).length);
    for (const { choice, answers } of survey.choices)
      expect(answers).toBe(own.filter(([, , value]) => value === choice).length);
    expect(survey.stages.reduce((sum, stage) => sum + stage.answers, 0)).toBe(own.length);
    for (const stage of survey.stages) {
      const here = own.filter(([, number]) => number === stage.number).map(([, , value]) => value);
      expect(stage).toMatchObject({ answers: here.length, stage: map.stages[stage.number - 1]?.id });
      if (survey.name === 'why') expect(stage.mean).toBeNull();
      else expect(stage.mean).toBeCloseTo(here.reduce<number>((sum, value) => sum + Number(value), 0) / here.length, 9);
    }
  }
  const scores = said.filter(([name]) => name === 'nps').map(([, , value]) => Number(value));
  const points =
    (100 * (scores.filter((value) => value >= 9).length - scores.filter((value) => value <= 6).length)) / scores.length;
  const nps = answer.surveys.find(({ name }) => name === 'nps')?.nps;
  expect(nps?.points).toBeCloseTo(points, 9);
  expect(nps?.interval[0]).toBeLessThan(points);
  const csat = said.filter(([name]) => name === 'csat').map(([, , value]) => Number(value));
  expect(answer.surveys.find(({ name }) => name === 'csat')?.satisfied?.share).toBeCloseTo(
    csat.filter((value) => value >= 4).length / csat.length,
    9,
  );
});

test('a survey is of the kind that most of its answers say', async () => {
  const answer = (no: number, kind: string, score: number): TestEvent => ({
    site: 'kinds',
    visitor_id: 'v',
    event_id: `00000000-0000-4000-8000-${String(no).padStart(12, '0')}`,
    name: 'survey',
    time: now - HOUR,
    props: { name: 'how', kind },
    nums: { score },
  });
  // A form of the shop's own does not say what it asks.
  await table.insertEvents([answer(1, '', 0), answer(2, 'nps', 9), answer(3, 'nps', 10), answer(4, 'nps', 3)]);
  await table.insert('kinds', map.version, [
    {
      ...{ person: 'u:1', number: 1, start: now - 2 * HOUR, codes: [4], offsets: [0], sessions: [1] },
      more: { visitors: ['v'], stage_first: stageFirst({ 1: 0 }) },
    },
  ]);
  const { surveys } = await table.ask({ ...context, site: 'kinds' }, { plan: 'surveys' });
  expect(surveys).toMatchObject([{ name: 'how', kind: 'nps', answers: 4, nps: { points: 0 } }]);
});

test('a limit says what it left out, and nothing asked is an empty answer', async () => {
  const one = surveysAnswerSchema.parse(await table.ask(context, { plan: 'surveys', limit: 1 }));
  expect(one).toMatchObject({ complete: false, left_out: [{ what: 'surveys', count: 2 }] });
  expect(await table.ask({ ...context, site: 'empty' }, { plan: 'surveys' })).toMatchObject({
    surveys: [],
    complete: true,
  });
});

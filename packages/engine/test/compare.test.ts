import { compareAnswerSchema, DEFAULT_MAP, journeyMapSchema, planSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap, compilePlan, PlanError } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, storedJourneys, type TestEvent } from './journeys-table.ts';
import { dice, EPOCH } from './random-journeys.ts';
import { randomStageJourneys, type StageJourney, stored } from './stage-journeys.ts';

const DAY = 86_400_000;
const uuid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const now = EPOCH + 60 * DAY;
const map = compileMap(journeyMapSchema.parse({ ...DEFAULT_MAP, window: '2d', idle: '5d' }));
const base = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: [], now };
const context = { ...base, journeys: storedJourneys(base) };

let table: JourneysTable;
beforeAll(async () => {
  table = await openJourneysTable();
  await table.insert(
    'shop',
    map.version,
    randomStageJourneys(dice(7), 2500, map, now, 40).map((journey) => stored(journey, map)),
  );
});
afterAll(() => table.close());

const iso = (days: number): string => new Date(now + days * DAY).toISOString();

test('both sides are what stages and constraint say of their period, and the change is their difference', async () => {
  const periods = { before: { from: iso(-20), to: iso(-12) }, after: { from: iso(-8), to: iso(-1) } };
  const answer = compareAnswerSchema.parse(
    await table.ask(context, { plan: 'compare', period: periods.after, before: periods.before, draws: 500 }),
  );
  expect(answer.stages).toHaveLength(map.stages.length);
  for (const side of ['before', 'after'] as const) {
    const stages = await table.ask(context, { plan: 'stages', period: periods[side], experience: true });
    const judged = await table.ask(context, { plan: 'constraint', period: periods[side], draws: 500 });
    expect(answer[side]).toEqual({
      ...periods[side],
      journeys: stages.journeys,
      throughput: judged.throughput,
      constraint: judged.constraint?.stage ?? null,
      sentence: judged.sentence,
    });
    for (const [i, row] of answer.stages.entries()) {
      const candidate = judged.candidates.find(({ stage }) => stage === row.stage);
      expect(row[side]).toEqual({
        entered: stages.stages[i]?.entered,
        conversion: stages.stages[i]?.conversion,
        interval: stages.stages[i]?.interval,
        gain: candidate?.gain ?? null,
        gain_interval: candidate?.interval ?? null,
        probability: candidate?.probability ?? null,
        experience: stages.stages[i]?.experience?.index ?? null,
        experience_interval: stages.stages[i]?.experience?.interval ?? null,
      });
    }
  }
  for (const { before, after, change, change_interval } of answer.stages) {
    if (before.conversion === null || after.conversion === null) continue;
    expect(change).toBeCloseTo(after.conversion - before.conversion, 12);
    expect(change_interval?.[0]).toBeLessThanOrEqual(change ?? 0);
    expect(change_interval?.[1]).toBeGreaterThanOrEqual(change ?? 0);
  }
});

test('the period before is as long and right before unless it is said, and never overlaps', () => {
  const question = compilePlan(planSchema.parse({ plan: 'compare', period: { from: iso(-7), to: iso(0) } }), context);
  const from = Object.entries(question.queries).find(([name]) => name.startsWith('before stages'))?.[1].params.q_from;
  expect(from).toBe(now - 14 * DAY);
  const overlapping = { plan: 'compare', before: { from: iso(-9), to: iso(-5) } };
  expect(() => compilePlan(planSchema.parse(overlapping), context)).toThrow(PlanError);
});

test('judges both periods by the reference and the history that are asked for', async () => {
  const periods = { before: { from: iso(-20), to: iso(-12) }, after: { from: iso(-8), to: iso(-1) } };
  const asked = { draws: 500, history: 2, reference: 'segments' } as const;
  const answer = await table.ask(context, { plan: 'compare', period: periods.after, before: periods.before, ...asked });
  for (const side of ['before', 'after'] as const) {
    const judged = await table.ask(context, { plan: 'constraint', period: periods[side], ...asked });
    expect(answer[side].sentence).toBe(judged.sentence);
    for (const { stage, gain, probability } of judged.candidates)
      expect(answer.stages.find((row) => row.stage === stage)?.[side]).toMatchObject({ gain, probability });
  }
  const plain = await table.ask(context, {
    plan: 'compare',
    period: periods.after,
    before: periods.before,
    draws: 500,
  });
  expect(plain.stages).not.toEqual(answer.stages);
});

test('how shoppers fared is seen at the same age: two weeks of the same are the same', async () => {
  const HOUR = 3_600_000;
  const events: TestEvent[] = [];
  const journeys = [0, 1].flatMap((week) =>
    Array.from({ length: 400 }, (_, index): StageJourney => {
      const start = now - (week + 1) * 7 * DAY + Math.floor(((index + 0.5) / 400) * 7 * DAY);
      // A basket after two days; then back and forth for some, and an error days later for others, when more had come of it or not.
      const later =
        index % 3 === 0
          ? [
              { stage: 4, at: 3 * DAY },
              { stage: 3, at: 4 * DAY },
            ]
          : [];
      const back =
        index % 6 === 0
          ? [
              { stage: 4, at: 5 * DAY },
              { stage: 3, at: 6 * DAY },
            ]
          : [];
      const whole = [{ stage: 1, at: 0 }, { stage: 3, at: 2 * DAY }, ...later, ...back];
      const walk = whole.filter(({ at }) => start + at <= now);
      const person = `v:${week} ${index}`;
      if (index % 2) {
        const time = start + 2 * DAY + (index % 5) * HOUR;
        if (time <= now)
          events.push({ ...{ site: 'same', visitor_id: person, name: 'error', time }, event_id: uuid(events.length) });
      }
      const end = start + (walk.at(-1)?.at ?? 0);
      return { ...{ person, number: 1, start, end, closed: false, device: 'mobile', walk, orders: [] } };
    }),
  );
  await table.insertEvents(events);
  await table.insert(
    'same',
    map.version,
    journeys.map((journey) => stored(journey, map, [journey.person])),
  );
  const site = { ...base, site: 'same' };
  const ask = async (more: Record<string, unknown>) =>
    compareAnswerSchema.parse(await table.ask(site, { plan: 'compare', draws: 200, ...more }));
  for (const more of [{}, { where: [{ touchpoint: 'ad_click' }] }]) {
    const { stages } = await ask(more);
    for (const stage of [1, 3, 4]) {
      const { before, after } = stages[stage - 1] ?? {};
      expect(after?.experience).not.toBeNull();
      expect(before?.experience, `${stage}`).toBe(after?.experience);
      expect(before?.experience_interval).toEqual(after?.experience_interval);
      if (stage > 1) expect(before?.entered).toBeGreaterThan(after?.entered ?? 0);
    }
    expect(stages[2]?.after.experience).toBeLessThan(80);
  }
});

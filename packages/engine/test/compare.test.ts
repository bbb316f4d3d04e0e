import { compareAnswerSchema, DEFAULT_MAP, journeyMapSchema, planSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap, compilePlan, PlanError } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, storedJourneys } from './journeys-table.ts';
import { dice, EPOCH } from './random-journeys.ts';
import { randomStageJourneys, stored } from './stage-journeys.ts';

const DAY = 86_400_000;
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

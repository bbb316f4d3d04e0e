import {
  constraintAnswerSchema,
  DEFAULT_MAP,
  journeyMapSchema,
  type Money,
  whatIfAnswerSchema,
} from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { type JourneysTable, openJourneysTable } from './journeys-table.ts';
import { EPOCH } from './random-journeys.ts';
import { type StageJourney, stored } from './stage-journeys.ts';

const WEEK = 7 * 86_400_000;
const now = EPOCH + 10 * WEEK;
const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const context = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: [], now };

let table: JourneysTable;
/** Of each device and week half order: a tenth on desktop, for 10 EUR each, the others on mobile, for 5 000 JPY each. */
beforeAll(async () => {
  table = await openJourneysTable();
  const journeys = [0, 1].flatMap((age) =>
    Array.from({ length: 2000 }, (_, index): StageJourney => {
      const start = now - (age + 1) * WEEK + index * 1000;
      const desktop = index % 10 === 0;
      // Last week, fewer go on than the week before.
      const buys = Math.floor(index / 10) % (age === 0 ? 2 : 1) === 0;
      return {
        person: `v:${age} ${index}`,
        number: 1,
        start,
        end: start + 5000,
        closed: false,
        device: desktop ? 'desktop' : 'mobile',
        walk: Array.from({ length: buys ? map.goal : 1 }, (_step, step) => ({ stage: step + 1, at: step * 1000 })),
        orders: buys
          ? [{ id: `${age} ${index}`, value: desktop ? '10' : '5000', currency: desktop ? 'EUR' : 'JPY' }]
          : [],
      };
    }),
  );
  await table.insert(
    'shop',
    map.version,
    journeys.map((journey) => {
      const row = stored(journey, map);
      // One campaign brought all on mobile, each of the others a single journey.
      return { ...row, more: { ...row.more, campaign: journey.device === 'mobile' ? 'big' : journey.person } };
    }),
  );
});
afterAll(() => table.close());

/** Amounts for so many orders, a tenth of them in euros. */
function expectBaskets({ currency, amount, other }: Money, orders: number): void {
  expect([currency, other.map((one) => one.currency)]).toEqual(['EUR', ['JPY']]);
  expect(amount / orders).toBeCloseTo(1, 1);
  expect((other[0]?.amount ?? 0) / orders / 4500).toBeCloseTo(1, 1);
}

test('orders that are released are worth the mean of all orders, each currency for itself', async () => {
  for (const filter of [undefined, { device: ['desktop', 'mobile'] }]) {
    const plan = {
      plan: 'what_if' as const,
      ...(filter === undefined ? {} : { filter }),
      segment_by: 'channel' as const,
    };
    const all = whatIfAnswerSchema.parse(
      await table.ask(context, { ...plan, lifts: [{ stage: 'awareness', factor: 1.5 }] }),
    );
    expect(all.orders).toBeGreaterThan(900);
    expectBaskets(all.value, all.orders);
    expectBaskets(all.value_after, all.orders_after);
    expectBaskets(all.gain_value, all.gain);
    expectBaskets(all.lifts[0]?.gain_value as Money, all.gain);
  }
});

test('those of a segment are worth what its own are', async () => {
  const lifts = ['desktop', 'mobile'].map((segment) => ({ stage: 'awareness', factor: 1.5, segment }));
  const answer = whatIfAnswerSchema.parse(await table.ask(context, { plan: 'what_if', lifts }));
  const [desktop, mobile] = answer.lifts;
  expect(desktop?.gain_value.amount).toBeCloseTo(10 * (desktop?.gain ?? 0), 1);
  expect(desktop?.gain_value.other).toEqual([]);
  expect(mobile?.gain_value).toMatchObject({ amount: 0, other: [{ currency: 'JPY' }] });
  expect(mobile?.gain_value.other[0]?.amount).toBeCloseTo(5000 * (mobile?.gain ?? 0), 1);
});

test('those of segments that are too rare to stand alone are worth what theirs are together', async () => {
  const lifts = ['(other)', 'big'].map((segment) => ({ stage: 'awareness', factor: 1.5, segment }));
  const answer = whatIfAnswerSchema.parse(await table.ask(context, { plan: 'what_if', lifts, segment_by: 'campaign' }));
  const [rare, big] = answer.lifts;
  expect(rare?.gain).toBeGreaterThan(10);
  expect(rare?.gain_value.amount).toBeCloseTo(10 * (rare?.gain ?? 0), 1);
  expect(rare?.gain_value.other).toEqual([]);
  expect(big?.gain_value).toMatchObject({ amount: 0, other: [{ currency: 'JPY' }] });
});

test('so the constraint says what it is worth in each', async () => {
  const { constraint, sentence } = constraintAnswerSchema.parse(
    await table.ask(context, { plan: 'constraint', segment_by: 'channel' }),
  );
  expect(constraint?.stage).toBe('awareness');
  expectBaskets(constraint?.gain_value as Money, constraint?.gain ?? 0);
  expect(sentence).toMatch(/ orders \([\d\u00a0]+ EUR \+ [\d\u00a0]+ JPY\) a week/);
});

import { type AnswerTo, answerSchema, DEFAULT_MAP, journeyMapSchema, type PlanInput } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, type TestEvent } from './journeys-table.ts';

const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const site = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: [] };
const [JANUARY, MARCH] = [Date.UTC(2026, 0, 10), Date.UTC(2026, 2, 10)];

let table: JourneysTable;
let number = 0;
const event = (visitor: string, time: number, name: string, more: Record<string, unknown> = {}): TestEvent => ({
  site: 'shop',
  visitor_id: visitor,
  event_id: `01957000-0000-7000-8000-${String(number++).padStart(12, '0')}`,
  name,
  time,
  ...more,
});
/** A look at something of a category. */
const look = (visitor: string, time: number, category: string, campaign: string) =>
  event(visitor, time, 'view_item', {
    campaign,
    'items.id': [''],
    'items.name': [''],
    'items.brand': [''],
    'items.category': [category],
    'items.variant': [''],
    'items.price': ['1'],
    'items.quantity': [1],
  });
const says = (visitor: string, time: number, score: number) =>
  event(visitor, time, 'survey', { props: { name: 'how', kind: 'csat' }, nums: { score } });

beforeAll(async () => {
  table = await openJourneysTable();
  await table.insertEvents([
    // Lamps and a purchase in January; in March chairs, which are trouble.
    look('a', JANUARY, 'Lamps', 'winter'),
    event('a', JANUARY + 1000, 'purchase', { order_id: 'a' }),
    look('a', MARCH, 'Chairs', 'spring'),
    event('a', MARCH + 1000, 'error'),
    says('a', MARCH + 2000, 1),
    // Lamps alone, well liked.
    look('b', JANUARY, 'Lamps', 'winter'),
    event('b', JANUARY + 1000, 'purchase', { order_id: 'b' }),
    says('b', JANUARY + 2000, 5),
    // Chairs right after the purchase of a lamp, and trouble with them at once.
    look('c', JANUARY, 'Lamps', 'winter'),
    event('c', JANUARY + 1000, 'purchase', { order_id: 'c' }),
    look('c', JANUARY + 2000, 'Chairs', 'spring'),
    event('c', JANUARY + 3000, 'error'),
    says('c', JANUARY + 4000, 1),
  ]);
  await table.stitch(site);
});
afterAll(() => table.close());

async function ask<P extends PlanInput>(plan: P, of = site): Promise<AnswerTo<P['plan']>> {
  const answer = answerSchema.parse(await table.ask({ ...of, now: MARCH + 86_400_000 }, plan));
  return answer as AnswerTo<P['plan']>;
}

const LAMPS = { where: { 'items.category': 'Lamps' } };

test('what happened in a journey that is left out by a condition falls to no other', async () => {
  const { surveys } = await ask({ plan: 'surveys', ...LAMPS });
  expect(surveys.map(({ answers, mean }) => [answers, mean])).toEqual([[1, 5]]);
  const { journeys, orders, stages } = await ask({ plan: 'stages', experience: true, ...LAMPS });
  expect([journeys, orders]).toEqual([3, 3]);
  expect(stages.map(({ experience }) => [experience?.troubled, experience?.survey.answers])).toEqual(
    map.stages.map((_stage, index) => [0, map.stages[index]?.id === 'purchase' ? 1 : 0]),
  );
});

test('nor one that is left out by a filter', async () => {
  // Who came back in spring is no new visitor.
  const filter = { returning: ['new'] };
  const { surveys } = await ask({ plan: 'surveys', filter });
  expect(surveys.map(({ answers, mean }) => [answers, mean])).toEqual([[1, 5]]);
  const { stages } = await ask({ plan: 'stages', experience: true, filter });
  expect(stages.map(({ experience }) => experience?.troubled)).toEqual(map.stages.map(() => 0));
});

test('what another did on the same device is no trouble of the one before in the steps of the constraint', async () => {
  const shared = { ...site, site: 'shared' };
  // One looks at a lamp; then another logs in, looks at a chair, and meets trouble.
  const events = [
    { ...look('d', MARCH, 'Lamps', 'spring'), user_id: 'first' },
    { ...look('d', MARCH + 1000, 'Chairs', 'spring'), user_id: 'second' },
    event('d', MARCH + 2000, 'error', { user_id: 'second' }),
  ];
  await table.insertEvents(events.map((one) => ({ ...one, site: 'shared' })));
  await table.stitch(shared);
  const period = { from: new Date(MARCH).toISOString(), to: new Date(MARCH + 3_600_000).toISOString() };
  const errors = async (more: object) => {
    const { candidates } = await ask({ plan: 'constraint', period, draws: 200, history: 1, ...more }, shared);
    return candidates.flatMap(({ signals }) => signals.map(({ signal, journeys }) => `${signal} ${journeys}`));
  };
  expect(await errors({})).toEqual(['error 1']);
  expect(await errors(LAMPS)).toEqual([]);
});

test('what is asked of a period is told of journeys that began before it', async () => {
  const { surveys } = await ask({
    plan: 'surveys',
    period: { from: new Date(JANUARY + 1500).toISOString(), to: new Date(JANUARY + 2500).toISOString() },
    ...LAMPS,
  });
  expect(surveys.map(({ answers }) => answers)).toEqual([1]);
});

import { DEFAULT_MAP, type Journey, journeyMapSchema, journeySchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { type JourneysTable, openJourneysTable } from './journeys-table.ts';
import { dice, EPOCH, randomJourneys } from './random-journeys.ts';

const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const context = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: ['wheel_of_fortune'], now: EPOCH + 1e9 };
const journeys = randomJourneys(dice(3), 57, [4, 7, 16, 121, 254], 8);

let table: JourneysTable;
beforeAll(async () => {
  table = await openJourneysTable();
  await table.insert('shop', map.version, journeys);
  await table.insert('shop', map.version, [
    {
      person: 'u:ada "quote" \\ 日本',
      number: 2,
      start: EPOCH + 86_400_000,
      codes: [4, 121, 9, 16, 254],
      offsets: [0, 10, 20, 3_600_000, 3_600_500],
      sessions: [900, 900, 77, 77, 900],
      more: {
        visitors: ['phone', "o'laptop"],
        device: 'mobile',
        channel: 'email',
        country: 'DE',
        stage_first: [0, -1, 20, -1, 3_600_000, -1, -1],
        goal_at: 3_600_000,
        orders: ['a', 'b', 'c', 'd'],
        order_values: ['0.1000', '0.2000', '5', '12.3456'],
        order_currencies: ['EUR', 'EUR', 'USD', 'EUR'],
      },
    },
  ]);
});
afterAll(() => table.close());

test('a journey is told whole', async () => {
  const answer = await table.ask(context, { plan: 'journeys', visitor: "o'laptop" });
  expect(answer).toMatchObject({ total: 1, complete: true, left_out: [], next: null });
  const at = (ms: number): string => new Date(EPOCH + 86_400_000 + ms).toISOString();
  expect(answer.journeys).toEqual([
    {
      person: 'u:ada "quote" \\ 日本',
      number: 2,
      start: at(0),
      end: at(3_600_500),
      visitors: ['phone', "o'laptop"],
      sessions: 2,
      device: 'mobile',
      channel: 'email',
      country: 'DE',
      stage: 5,
      reached_goal: true,
      orders: 4,
      value: { currency: 'EUR', amount: 12.6456, other: [{ currency: 'USD', amount: 5 }] },
      touchpoints: [
        { touchpoint: 'page_view', stage: 1, time: at(0), session: 1 },
        { touchpoint: 'wheel_of_fortune', stage: 0, time: at(10), session: 1 },
        { touchpoint: 'add_to_cart', stage: 3, time: at(20), session: 2 },
        { touchpoint: 'purchase', stage: 5, time: at(3_600_000), session: 2 },
        { touchpoint: '(other)', stage: 0, time: at(3_600_500), session: 1 },
      ],
    },
  ] satisfies Journey[]);
  expect(journeySchema.parse(answer.journeys[0])).toEqual(answer.journeys[0]);
  const same = await table.ask(context, { plan: 'journeys', person: 'u:ada "quote" \\ 日本' });
  expect(same.journeys).toEqual(answer.journeys);
});

test('a person without the letter that says what the id is of is refused', async () => {
  const asked = table.ask(context, { plan: 'journeys', person: 'ada' });
  await expect(asked).rejects.toThrow('write "u:ada" or "v:ada".');
});

test('pages hold every journey once, the newest first', async () => {
  const all = await table.ask(context, { plan: 'journeys', limit: 1000 });
  expect(all.total).toBe(58);
  expect(all.journeys.map(({ start }) => start)).toEqual(
    all.journeys
      .map(({ start }) => start)
      .toSorted()
      .reverse(),
  );
  const paged: Journey[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof askPage>> = await askPage(cursor);
    expect(page.total).toBe(58);
    paged.push(...page.journeys);
    expect(page.left_out).toEqual(paged.length < 58 ? [{ what: 'journeys', count: 58 - paged.length }] : []);
    cursor = page.next;
  } while (cursor !== null);
  expect(paged).toEqual(all.journeys);
});
const askPage = (cursor: string | null) =>
  table.ask(context, { plan: 'journeys', limit: 10, ...(cursor === null ? {} : { cursor }) });

test('period, filter and new or returning', async () => {
  const from = new Date(EPOCH + 500).toISOString();
  const to = new Date(EPOCH + 86_400_000).toISOString();
  const late = await table.ask(context, { plan: 'journeys', period: { from, to }, limit: 1000 });
  expect(late.period).toEqual({ from, to });
  expect(late.total).toBe(journeys.filter(({ start }) => start >= EPOCH + 500).length);
  const mobile = await table.ask(context, {
    plan: 'journeys',
    filter: { device: ['mobile'], returning: ['new'] },
    period: { to },
  });
  expect(mobile.total).toBe(journeys.filter(({ more }) => more?.device === 'mobile' && more?.returning === 0).length);
});

test('a cursor that nobody gave', async () => {
  await expect(table.ask(context, { plan: 'journeys', cursor: 'zzz!' })).rejects.toThrow(
    '"zzz!" is no cursor of a journeys answer; pass on the "next" of the answer before, or leave it out for the first page.',
  );
});

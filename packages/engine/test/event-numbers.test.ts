import { DEFAULT_MAP, journeyMapSchema, type PlanInput } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { type JourneysTable, openJourneysTable } from './journeys-table.ts';
import { EPOCH } from './random-journeys.ts';

const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const context = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: [], now: EPOCH + 1e9 };

/** Rows as they are stored: the columns of numbers have 0 where nothing was sent. */
const ROWS = {
  looker: { name: 'page_view', value: '0', currency: '', prices: [], quantities: [] },
  buyer: { name: 'purchase', value: '9.5', currency: 'EUR', prices: ['5', '0'], quantities: [2, 1] },
  guest: { name: 'purchase', value: '0', currency: 'EUR', prices: ['0'], quantities: [1] },
  scored: { name: 'view_item', value: '30', currency: '', prices: ['25'], quantities: [0] },
};

let table: JourneysTable;
beforeAll(async () => {
  table = await openJourneysTable();
  await table.insertEvents(
    Object.entries(ROWS).map(([visitor_id, { prices, quantities, ...row }], i) => ({
      site: 'shop',
      visitor_id,
      event_id: `01957000-0000-7000-8000-00000000000${i}`,
      time: EPOCH,
      ...row,
      ...Object.fromEntries(
        ['id', 'name', 'brand', 'category', 'variant'].map((column) => [`items.${column}`, prices.map(() => '')]),
      ),
      'items.price': prices,
      'items.quantity': quantities,
    })),
  );
  await table.stitch(context);
});
afterAll(() => table.close());

test.each<[Record<string, object | string>, string[]]>([
  [{ value: { exists: true } }, ['buyer', 'guest', 'scored']],
  [{ value: { exists: false } }, ['looker']],
  [{ value: { max: 20 } }, ['buyer', 'guest']],
  [{ value: { min: 0 } }, ['buyer', 'guest', 'scored']],
  [{ value: { is: ['0'] } }, ['guest']],
  [{ value: { not: ['0'] } }, ['buyer', 'looker', 'scored']],
  [{ 'items.price': { exists: true } }, ['buyer', 'scored']],
  [{ 'items.price': { exists: false } }, ['guest', 'looker']],
  [{ 'items.price': { max: 20 } }, ['buyer']],
  [{ 'items.quantity': { max: 1 } }, ['buyer', 'guest']],
  [{ 'items.quantity': { exists: false } }, ['looker', 'scored']],
])('a 0 that nobody sent is no value: %j', async (where, visitors) => {
  const plan = { plan: 'journeys', where } as PlanInput & { plan: 'journeys' };
  const { journeys } = await table.ask(context, plan);
  expect(journeys.flatMap((journey) => journey.visitors).toSorted()).toEqual(visitors);
});

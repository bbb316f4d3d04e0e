import { DEFAULT_MAP, journeyMapSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { isOpen } from './is-open.ts';
import { type JourneysTable, openJourneysTable, type TestJourney } from './journeys-table.ts';
import { dice, EPOCH, pick, randomJourneys } from './random-journeys.ts';

const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const names = Array.from({ length: 133 }, (_, i) => `name_${i}`);
const NAMES = new Map([
  [4, 'page_view'],
  [7, 'view_item'],
  [16, 'purchase'],
  [195, 'name_74'],
  [254, '(other)'],
]);
const STAGES = new Map([
  [4, 1],
  [7, 2],
  [16, 5],
]);
const context = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names, now: EPOCH + map.idleMs + 500 };

let table: JourneysTable;
let journeys: TestJourney[];
beforeAll(async () => {
  table = await openJourneysTable();
  const roll = dice(21);
  journeys = randomJourneys(roll, 400, [...NAMES.keys()], 6).map((journey) => {
    const bought = journey.codes.includes(16) ? 1 + roll(2) : 0;
    return {
      ...journey,
      more: {
        ...journey.more,
        goal_at: bought > 0 ? 1 : -1,
        // Few ids: many an order is in several journeys.
        orders: Array.from({ length: bought }, () => `o${roll(150)}`),
        order_values: Array.from({ length: bought }, () => '10.0100'),
        order_currencies: Array.from({ length: bought }, (_, i) => (i === 0 ? 'EUR' : 'USD')),
      },
    };
  });
  await table.insert('shop', map.version, journeys);
});
afterAll(() => table.close());

/** Those of some journeys that have not reached the goal, and still may. */
const undecided = (some: readonly TestJourney[]): number =>
  some.filter((journey) => !journey.codes.includes(16) && isOpen(journey, journeys, context)).length;

/** The way of a journey, straight from the words that describe a view. */
function naiveWay({ codes }: TestJourney, view: string): string[] {
  const way = view === 'stages' ? codes.flatMap((code) => STAGES.get(code) ?? []) : codes;
  const kept = view === 'exact' ? way : way.filter((code, i) => code !== way[i - 1]);
  return kept.map((code) => (view === 'stages' ? (map.stages[code - 1]?.id ?? '') : (NAMES.get(code) ?? '')));
}

/** Journeys that have an order and none that began before it has. */
function ownOrders(among: readonly TestJourney[]): Map<TestJourney, { currency: string; amount: number }[]> {
  const sorted = among.toSorted(
    (a, b) => a.start - b.start || (a.person < b.person ? -1 : a.person > b.person ? 1 : a.number - b.number),
  );
  const taken = new Set<string>();
  return new Map(
    sorted.map((journey) => {
      const ids = (journey.more?.orders ?? []) as string[];
      const currencies = (journey.more?.order_currencies ?? []) as string[];
      // An order that stands twice in one journey counts once, in the currency that comes first.
      const fresh = [...new Set(ids)].filter((id) => !taken.has(id));
      for (const id of fresh) taken.add(id);
      const own = fresh.map((id) => {
        const its = ids.flatMap((other, i) => (other === id ? [currencies[i] ?? ''] : []));
        return { currency: its.sort()[0] ?? '', amount: 10.01 };
      });
      return [journey, own];
    }),
  );
}

test('variants of every view equal a naive count', async () => {
  const roll = dice(5);
  for (let round = 0; round < 40; round++) {
    const view = pick(roll, ['exact', 'collapsed', 'stages'] as const);
    const limit = pick(roll, [1, 5, 10_000]);
    const device = pick(roll, [undefined, ['mobile'], ['desktop', '']]);
    const answer = await table.ask(context, {
      plan: 'variants',
      view,
      limit,
      ...(device === undefined ? {} : { filter: { device } }),
    });
    const among = journeys.filter(({ more }) => device === undefined || device.includes(String(more?.device)));
    const orders = ownOrders(among);
    const expected = new Map<string, TestJourney[]>();
    for (const journey of among) {
      const way = naiveWay(journey, view).join(' ');
      expected.set(way, [...(expected.get(way) ?? []), journey]);
    }
    expect(answer.journeys).toBe(among.length);
    expect(answer.variants).toBe(expected.size);
    expect(answer.list.length).toBe(Math.min(limit, expected.size));
    for (const row of answer.list) {
      const own = expected.get(row.touchpoints.join(' ')) ?? [];
      const bought = own.flatMap((journey) => orders.get(journey) ?? []);
      const sum = (currency: string): number =>
        Math.round(bought.filter((o) => o.currency === currency).length * 1001) / 100;
      expect(row).toEqual({
        touchpoints: row.touchpoints,
        stages: row.stages,
        journeys: own.length,
        share: own.length / among.length,
        conversion: own.filter(({ codes }) => codes.includes(16)).length / own.length,
        open: undecided(own),
        orders: bought.length,
        value: {
          currency: 'EUR',
          amount: sum('EUR'),
          other: sum('USD') > 0 ? [{ currency: 'USD', amount: sum('USD') }] : [],
        },
      });
    }
    const listed = new Set(answer.list.map(({ touchpoints }) => touchpoints.join(' ')));
    const tail = [...expected].filter(([way]) => !listed.has(way));
    const tailJourneys = tail.reduce((sum, [, own]) => sum + own.length, 0);
    expect(answer.left_out).toEqual(
      tail.length === 0
        ? []
        : [
            { what: 'variants', count: tail.length },
            { what: 'journeys', count: tailJourneys },
          ],
    );
    expect(answer.tail.reduce((sum, group) => sum + group.variants, 0)).toBe(tail.length);
    expect(answer.tail.reduce((sum, group) => sum + group.journeys, 0)).toBe(tailJourneys);
    for (const group of answer.tail) {
      const own = tail.filter(
        ([, [first]]) => Math.max(0, ...(first?.codes.map((code) => STAGES.get(code) ?? 0) ?? [])) === group.furthest,
      );
      expect(group.variants).toBe(own.length);
      expect(group.open).toBe(undecided(own.flatMap(([, same]) => same)));
      expect(group.representative.journeys).toBe(Math.max(...own.map(([, same]) => same.length)));
      expect(own.map(([way]) => way)).toContain(group.representative.touchpoints.join(' '));
    }
  }
});

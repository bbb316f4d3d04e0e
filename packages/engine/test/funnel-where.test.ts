import { DEFAULT_MAP, type FunnelAnswer, journeyMapSchema, planSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap, PlanError } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, type TestEvent } from './journeys-table.ts';
import { dice, EPOCH, pick } from './random-journeys.ts';

const map = compileMap(journeyMapSchema.parse({ ...DEFAULT_MAP, idle: '30d' }));
const site = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: ['sign_up'] };
const uuid = (number: number) => `01957000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const EVENTS = ['page_view', 'view_item', 'view_item', 'add_to_cart', 'sign_up', 'purchase'];

interface Event extends TestEvent {
  props: Record<string, string>;
  nums: Record<string, number>;
  path: string;
}

let table: JourneysTable;
const byVisitor = new Map<string, Event[]>();
beforeAll(async () => {
  table = await openJourneysTable();
  const roll = dice(21);
  let id = 0;
  for (let visitor = 0; visitor < 300; visitor++) {
    let time = EPOCH;
    const pauses = visitor % 2 === 0 ? [0, 0, 1, 5] : [1, 5, 60_000];
    const events = Array.from({ length: 1 + roll(9) }, (): Event => {
      // Of every other visitor often in the same millisecond: the events' ids then settle the order.
      time += pick(roll, pauses);
      return {
        site: 'shop',
        visitor_id: `visitor ${visitor}`,
        event_id: uuid(id++),
        name: pick(roll, EVENTS),
        time,
        path: pick(roll, ['/sale/lamp', '/lamp']),
        props: { colour: pick(roll, ['red', 'dark red', "o'dd\n", 'blue']) },
        nums: { price: roll(5) * 10 },
      };
    });
    byVisitor.set(`visitor ${visitor}`, events);
  }
  await table.insertEvents([...byVisitor.values()].flat());
  await table.stitch(site);
});
afterAll(() => table.close());

async function ask(plan: Record<string, unknown>): Promise<FunnelAnswer> {
  const parsed = planSchema.parse({ plan: 'funnel', ...plan });
  return (await table.ask({ ...site, now: EPOCH + 1e7 }, parsed)) as FunnelAnswer;
}

const CONDITIONS: [where: Record<string, unknown>, meets: (event: Event) => boolean][] = [
  [{ 'props.colour': 'red' }, ({ props }) => props.colour === 'red'],
  [{ 'props.colour': ['*red', "o'dd\n"] }, ({ props }) => /red$|^o'dd/.test(props.colour ?? '')],
  [{ 'nums.price': { min: 20 } }, ({ nums }) => (nums.price ?? 0) >= 20],
  [
    { 'nums.price': { min: 10, max: 20 }, path: '/sale/*' },
    ({ nums, path }) => [10, 20].includes(nums.price ?? 0) && path.startsWith('/sale/'),
  ],
  [{ 'props.size': '*' }, () => false],
];

test('a condition on the event behind a step is checked on that very event', async () => {
  const roll = dice(3);
  let met = 0;
  for (let round = 0; round < 20; round++) {
    const order = pick(roll, ['ordered', 'strict', 'any'] as const);
    const chosen = Array.from({ length: 2 }, () => ({
      name: pick(roll, ['view_item', 'add_to_cart', 'sign_up']),
      condition: pick(roll, [undefined, ...CONDITIONS]),
    }));
    const steps = chosen.map(({ name, condition }) =>
      condition === undefined ? name : { touchpoint: name, where: condition[0] },
    );
    // Of a visitor all events are one session.
    const by = pick(roll, ['journey', 'person', 'session'] as const);
    const answer = await ask({ steps, order, by });
    // A visitor's events are one journey after the other; a purchase closes one when the shopper looks anew.
    const expected = [0, 0];
    for (const events of byVisitor.values()) {
      for (const journey of by === 'journey' ? cut(events) : [events]) {
        const fits = (event: Event | undefined, step: number) =>
          event !== undefined && event.name === chosen[step]?.name && (chosen[step]?.condition?.[1](event) ?? true);
        const first = journey.some((event) => fits(event, 0));
        const both = journey.some(
          (a, i) =>
            fits(a, 0) &&
            journey.some(
              (b, j) => fits(b, 1) && (order === 'any' ? i !== j : order === 'strict' ? j === i + 1 : j > i),
            ),
        );
        if (first) expected[0] = (expected[0] ?? 0) + 1;
        if (both) expected[1] = (expected[1] ?? 0) + 1;
      }
    }
    expect(
      answer.steps.map(({ count }) => count),
      JSON.stringify({ steps, order, by }),
    ).toEqual(expected);
    met += expected[1] ?? 0;
  }
  expect(met).toBeGreaterThan(200);
});

/** Journeys by the default map: after a purchase, the next awareness or consideration touchpoint opens the next one. */
function cut(events: Event[]): Event[][] {
  const journeys: Event[][] = [];
  let bought = false;
  for (const event of events) {
    const opens = event.name === 'page_view' || event.name === 'view_item';
    if (journeys.length === 0 || (bought && opens)) {
      journeys.push([]);
      bought = false;
    }
    journeys.at(-1)?.push(event);
    if (event.name === 'purchase') bought = true;
  }
  return journeys;
}

test('conditions that exclude each other may be many; those that may hold together as many as there are codes', async () => {
  const pages = Array.from({ length: 30 }, (_, i) => ({ touchpoint: 'view_item', where: { path: `/page/${i}` } }));
  const { steps } = await ask({ steps: [{ touchpoint: 'view_item', where: { path: '/lamp' } }, ...pages] });
  expect(steps.map(({ count }) => count > 0)).toEqual([true, ...pages.map(() => false)]);
  const together = Array.from({ length: 9 }, (_, i) => ({ touchpoint: 'view_item', where: { [`props.p${i}`]: 'x' } }));
  await expect(ask({ steps: together })).rejects.toThrow(PlanError);
  await expect(ask({ steps: together })).rejects.toThrow(
    /codes left for conditions, and those on "view_item" need more/,
  );
});

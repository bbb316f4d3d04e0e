import { type AnswerTo, answerSchema, DEFAULT_MAP, journeyMapSchema, type PlanInput } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap, PlanError } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, type TestEvent } from './journeys-table.ts';
import { type Dice, dice, EPOCH, pick } from './random-journeys.ts';

const map = compileMap(
  journeyMapSchema.parse({
    ...DEFAULT_MAP,
    segments: [
      { id: 'reds', name: 'Red things', where: { 'props.colour': ['red', 'dark *'] } },
      { id: 'phones', name: 'On a phone', filter: { device: ['mobile', 'tablet'] } },
    ],
  }),
);
const site = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: ['sign_up'] };
const uuid = (number: number) => `01957000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const EVENTS = ['page_view', 'view_item', 'view_item', 'add_to_cart', 'sign_up', 'purchase'];
// What may stand in a property: nothing special in the text of a query, and no star in a condition that takes texts as they are.
const COLOURS = ['red', 'dark red', "o'dd\n", 'a*b', '%_\\', '{q_site:String}', 'ü😀', ''];
const KEYS = ['colour', "k'ey {x} *", 'weight\t🚲'];

interface Event extends TestEvent {
  props: Record<string, string>;
  nums: Record<string, number>;
  path: string;
  country: string;
  device: string;
  value: string;
  currency: string;
  'items.category': string[];
  'items.price': string[];
}

let table: JourneysTable;
const byVisitor = new Map<string, Event[]>();
beforeAll(async () => {
  table = await openJourneysTable();
  const roll = dice(21);
  let id = 0;
  for (let visitor = 0; visitor < 250; visitor++) {
    let time = EPOCH;
    const events = Array.from({ length: 1 + roll(7) }, (): Event => {
      time += pick(roll, [0, 0, 1, 5, 2_000_000]);
      const items = Array.from({ length: roll(3) }, () => pick(roll, ['Lamps', 'Chairs', "Tab'les*"]));
      return {
        site: 'shop',
        visitor_id: `visitor ${visitor}`,
        event_id: uuid(id++),
        name: pick(roll, EVENTS),
        time,
        path: pick(roll, ['/sale/lamp', '/lamp']),
        country: pick(roll, ['DE', 'AT', '']),
        device: pick(roll, ['mobile', 'tablet', 'desktop']),
        value: String(roll(9) + 0.5),
        currency: pick(roll, ['EUR', 'EUR', 'USD']),
        props: roll(3) === 0 ? {} : { [pick(roll, KEYS)]: pick(roll, COLOURS) },
        nums: roll(2) === 0 ? {} : { price: roll(5) * 10 - 0.1 },
        'items.id': items.map(() => ''),
        'items.name': items.map(() => ''),
        'items.brand': items.map(() => ''),
        'items.variant': items.map(() => ''),
        'items.category': items,
        'items.price': items.map(() => String(roll(4) * 5)),
        'items.quantity': items.map(() => 1),
      };
    });
    byVisitor.set(`visitor ${visitor}`, events);
  }
  await table.insertEvents([...byVisitor.values()].flat());
  // Everyone's journeys are stored, so that what is asked of events starts from them.
  await table.stitch(site);
});
afterAll(() => table.close());

async function ask<P extends PlanInput>(plan: P, now = EPOCH + 1e9): Promise<AnswerTo<P['plan']>> {
  const answer = answerSchema.parse(await table.ask({ ...site, now }, plan));
  return answer as AnswerTo<P['plan']>;
}

interface Walk {
  key: string;
  events: Event[];
}

/** Journeys by the default map: after a purchase, the next awareness or consideration touchpoint opens the next one. */
function walks(): Walk[] {
  return [...byVisitor].flatMap(([visitor, events]) => {
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
    return journeys.map((own, i) => ({ key: `v:${visitor} ${i + 1}`, events: own }));
  });
}

type Test = [wanted: unknown, meets: (event: Event) => boolean];
const is = (key: string, event: Event): string | undefined => event.props[key] ?? undefined;
const TESTS: Record<string, Test[]> = {
  'props.colour': [
    ['red', (e) => is('colour', e) === 'red'],
    [['*red', "o'dd\n"], (e) => /red$|^o'dd/.test(is('colour', e) ?? '')],
    [
      { is: ['a*b', '%_\\', '{q_site:String}'] },
      (e) => ['a*b', '%_\\', '{q_site:String}'].includes(is('colour', e) ?? ''),
    ],
    [{ not: ['red', 'a*b'] }, (e) => !['red', 'a*b'].includes(is('colour', e) ?? '')],
    [{ contains: '*' }, (e) => (is('colour', e) ?? '').includes('*')],
    [{ contains: '😀', not: ['red'] }, (e) => (is('colour', e) ?? '').includes('😀')],
    [{ exists: true }, (e) => (is('colour', e) ?? '') !== ''],
    [{ exists: false }, (e) => (is('colour', e) ?? '') === ''],
  ],
  "props.k'ey {x} *": [[{ is: COLOURS }, (e) => is("k'ey {x} *", e) !== undefined]],
  'props.weight\t🚲': [['%_\\', (e) => is('weight\t🚲', e) === '%_\\']],
  'nums.price': [
    [{ min: 19.9 }, (e) => (e.nums.price ?? -9) >= 19.9],
    [{ min: 0, max: 9.9 }, (e) => (e.nums.price ?? -9) >= 0 && (e.nums.price ?? 99) <= 9.9],
    [{ exists: false }, (e) => e.nums.price === undefined],
    ['9.9', (e) => e.nums.price === 9.9],
  ],
  path: [['/sale/*', (e) => e.path.startsWith('/sale/')]],
  country: [[{ not: ['DE'] }, (e) => e.country !== 'DE']],
  'items.category': [
    ['Lamps', (e) => e['items.category'].includes('Lamps')],
    [{ is: ["Tab'les*"] }, (e) => e['items.category'].includes("Tab'les*")],
    [{ not: ['Lamps'] }, (e) => !e['items.category'].includes('Lamps')],
    [{ exists: false }, (e) => e['items.category'].length === 0],
  ],
  'items.price': [[{ min: 10, max: 10 }, (e) => e['items.price'].includes('10')]],
};

function randomEvent(roll: Dice): { plan: Record<string, unknown>; meets: (event: Event) => boolean } {
  const keys = [...new Set([pick(roll, Object.keys(TESTS)), pick(roll, Object.keys(TESTS))].slice(0, 1 + roll(2)))];
  const chosen = keys.map((key) => [key, pick(roll, TESTS[key] ?? [])] as const);
  return {
    plan: Object.fromEntries(chosen.map(([key, [wanted]]) => [key, wanted])),
    meets: (event) => chosen.every(([, [, meets]]) => meets(event)),
  };
}

function randomWhere(roll: Dice): { plan: PlanInput['where']; meets: (events: readonly Event[]) => boolean } {
  if (roll(3) === 0) {
    const { plan, meets } = randomEvent(roll);
    return { plan: plan as PlanInput['where'], meets: (events) => events.some(meets) };
  }
  const list = Array.from({ length: 1 + roll(2) }, () => {
    const { plan, meets } = roll(4) === 0 ? { plan: undefined, meets: () => true } : randomEvent(roll);
    const touchpoint = pick(roll, [undefined, 'view_item', ['sign_up', 'add_to_cart'], 'purchase']);
    const never = roll(3) === 0;
    const names = [touchpoint ?? []].flat();
    return {
      plan: {
        ...(touchpoint === undefined ? {} : { touchpoint }),
        ...(plan === undefined ? {} : { event: plan }),
        never,
      },
      meets: (events: readonly Event[]) =>
        events.some((event) => (names.length === 0 || names.includes(event.name)) && meets(event)) !== never,
    };
  });
  return {
    plan: list.map((one) => one.plan) as PlanInput['where'],
    meets: (events) => list.every((one) => one.meets(events)),
  };
}

const keysOf = ({ journeys }: AnswerTo<'journeys'>): string[] =>
  journeys.map(({ person, number }) => `${person} ${number}`).sort();

test('a condition on what happened in a journey leaves exactly the journeys that meet it', async () => {
  const roll = dice(5);
  const all = walks();
  let left = 0;
  for (let round = 0; round < 10; round++) {
    const { plan: where, meets } = randomWhere(roll);
    const answer = await ask({ plan: 'journeys', where, limit: 10_000 });
    const expected = all.filter(({ events }) => meets(events));
    expect(keysOf(answer), JSON.stringify(where)).toEqual(expected.map(({ key }) => key).sort());
    left += expected.length;
  }
  expect(left).toBeGreaterThan(400);
});

test('every plan asks about the same journeys', async () => {
  const roll = dice(6);
  for (let round = 0; round < 1; round++) {
    const { plan: where, meets } = randomWhere(roll);
    const mine = walks().filter(({ events }) => meets(events));
    const title = JSON.stringify(where);
    const count = mine.length;
    expect((await ask({ plan: 'graph', where })).journeys, title).toBe(count);
    expect((await ask({ plan: 'variants', where })).journeys, title).toBe(count);
    expect((await ask({ plan: 'flow', where })).journeys, title).toBe(count);
    expect((await ask({ plan: 'paths', where })).journeys, title).toBe(count);
    expect((await ask({ plan: 'stages', where })).journeys, title).toBe(count);
    expect((await ask({ plan: 'conformance', where })).journeys, title).toBe(count);
    expect((await ask({ plan: 'attribution', where })).journeys, title).toBe(count);
    const span = { from: new Date(EPOCH).toISOString(), to: new Date(EPOCH + 5e7).toISOString() };
    expect((await ask({ plan: 'changes', where, period: span })).journeys, title).toBe(count);
    const first = new Map<string, Walk>();
    for (const walk of mine) {
      const person = walk.key.replace(/ \d+$/, '');
      if (!first.has(person)) first.set(person, walk);
    }
    expect((await ask({ plan: 'retention', where })).persons, title).toBe(first.size);
    const steps = ['view_item', { touchpoint: 'add_to_cart', where: { 'props.colour': { exists: true } } }];
    const funnel = await ask({ plan: 'funnel', where, steps: steps as never });
    const reached = (walk: Walk, test: (a: number, b: number) => boolean) =>
      walk.events.some(
        (a, i) =>
          a.name === 'view_item' &&
          walk.events.some((b, j) => b.name === 'add_to_cart' && is('colour', b) && test(i, j)),
      );
    expect(
      funnel.steps.map((step) => step.count),
      title,
    ).toEqual([
      mine.filter(({ events }) => events.some(({ name }) => name === 'view_item')).length,
      mine.filter((walk) => reached(walk, (i, j) => i < j)).length,
    ]);
  }
});

/** A visitor's sessions: a pause of 30 minutes ends one. Each with the journey that it begins in. */
function sessions(): { events: Event[]; begins: Walk | undefined }[] {
  const all = walks();
  return [...byVisitor].flatMap(([visitor, events]) => {
    const cut: Event[][] = [];
    let before = Number.NEGATIVE_INFINITY;
    for (const event of events) {
      if (event.time - before >= 1_800_000) cut.push([]);
      cut.at(-1)?.push(event);
      before = event.time;
    }
    return cut.map((own) => ({
      events: own,
      begins: all.find(
        ({ key, events: walked }) => key.startsWith(`v:${visitor} `) && walked.includes(own[0] as Event),
      ),
    }));
  });
}

test('sessions are those in which it happened, or of a journey in which it did', async () => {
  const roll = dice(9);
  for (let round = 0; round < 3; round++) {
    const { plan: where, meets } = randomWhere(roll);
    const title = JSON.stringify(where);
    const all = sessions();
    expect((await ask({ plan: 'sessions', where })).sessions, title).toBe(
      all.filter(({ events }) => meets(events)).length,
    );
    const funnel = await ask({ plan: 'funnel', by: 'session', where, steps: ['view_item'] });
    expect(funnel.steps[0]?.count, title).toBe(
      all.filter(({ events, begins }) => meets(begins?.events ?? []) && events.some(({ name }) => name === 'view_item'))
        .length,
    );
  }
});

test('a property breaks answers down by what the first touchpoint that tells it says', async () => {
  const first = (events: readonly Event[], values: (event: Event) => string[]): string =>
    events.map((event) => values(event).filter((value) => value !== '')).find((list) => list.length > 0)?.[0] ?? '';
  for (const [segment_by, values] of [
    ['props.colour', (event: Event) => [is('colour', event) ?? '']],
    ['nums.price', (event: Event) => [String(event.nums.price ?? '')]],
    ['items.category', (event: Event) => event['items.category']],
  ] as const) {
    for (const where of segment_by === 'nums.price'
      ? [undefined]
      : [undefined, { path: '/sale/*' }, [{ touchpoint: 'purchase', never: true }]]) {
      const expected = new Map<string, number>();
      for (const { events } of walks()) {
        if (where !== undefined && !Array.isArray(where) && !events.some(({ path }) => path.startsWith('/sale/')))
          continue;
        if (Array.isArray(where) && events.some(({ name }) => name === 'purchase')) continue;
        const value = first(events, values);
        expected.set(value, (expected.get(value) ?? 0) + 1);
      }
      const answer = await ask({ plan: 'stages', segment_by, ...(where === undefined ? {} : { where }) });
      expect(Object.fromEntries(answer.segments.map(({ segment, journeys }) => [segment, journeys]))).toEqual(
        Object.fromEntries(expected),
      );
    }
  }
  const funnel = await ask({ plan: 'funnel', by: 'session', segment_by: 'props.colour', steps: ['view_item'] });
  const total = funnel.segments.reduce((sum, { steps }) => sum + (steps[0]?.count ?? 0), 0);
  expect(total).toBe(funnel.steps[0]?.count);
});

test('a matrix holds what was told in which stage, with orders and value', async () => {
  const stageOf = (event: Event): number =>
    map.touchpoints.find(({ events }) => events.includes(event.name))?.stage ?? 0;
  const goal = ({ name }: Event): boolean => name === 'purchase';
  // Some have been idle for too long by then.
  const now = EPOCH + map.idleMs + 2_000_000;
  for (const by of ['items.category', 'device']) {
    for (const where of [by === 'device' ? undefined : { path: '/sale/*' }]) {
      const cells = new Map<
        string,
        { journeys: number; goals: number; open: number; orders: number; amount: number; dollars: number }
      >();
      const mine = walks().filter(
        ({ events }) => where === undefined || events.some(({ path }) => path.startsWith('/sale/')),
      );
      let untold = 0;
      for (const { events } of mine) {
        const told = new Set<string>();
        for (const event of events) {
          const values =
            by === 'device'
              ? [events[0]?.device ?? '']
              : by === 'items.category'
                ? event['items.category']
                : [is('colour', event) ?? ''].filter((value) => value !== '');
          for (const value of values) {
            if (stageOf(event) > 0) told.add(`${stageOf(event)} ${value}`);
            if (by !== 'device' || stageOf(event) > 0) told.add(`0 ${value}`);
          }
        }
        if (told.size === 0) untold++;
        for (const key of told) {
          const cell = cells.get(key) ?? { journeys: 0, goals: 0, open: 0, orders: 0, amount: 0, dollars: 0 };
          cells.set(key, cell);
          cell.journeys++;
          if (events.some(goal)) cell.goals++;
          else if (now - (events.at(-1)?.time ?? 0) <= map.idleMs) cell.open++;
          for (const order of events.filter(goal)) {
            cell.orders++;
            if (order.currency === 'EUR') cell.amount += Number(order.value);
            else cell.dollars += Number(order.value);
          }
        }
      }
      const answer = await ask({ plan: 'matrix', by, ...(where === undefined ? {} : { where }) }, now);
      expect([answer.journeys, answer.untold, answer.complete]).toEqual([mine.length, untold, true]);
      const rows = [...answer.values.map((value) => ({ stage: 0, ...value })), ...answer.cells];
      expect(
        Object.fromEntries(
          rows.map(({ stage, value, journeys, conversion, open, orders, revenue }) => [
            `${stage} ${value}`,
            {
              journeys,
              goals: Math.round(conversion * journeys),
              open,
              orders,
              amount: revenue.amount,
              dollars: revenue.other[0]?.amount ?? 0,
            },
          ]),
        ),
      ).toEqual(Object.fromEntries(cells));
      const cut = await ask({ plan: 'matrix', by, limit: 1, ...(where === undefined ? {} : { where }) }, now);
      expect(cut.values).toEqual(answer.values.slice(0, 1));
      expect(cut.left_out[0]).toEqual({ what: 'values', count: answer.values.length - 1 });
    }
  }
});

test('a saved segment is its filter and its conditions, beside those of the plan', async () => {
  const red = { 'props.colour': ['red', 'dark *'] };
  const phones = { device: ['mobile', 'tablet'] };
  const keys = async (plan: Record<string, unknown>) =>
    keysOf(await ask({ plan: 'journeys', limit: 10_000, ...plan } as never));
  expect(await keys({ segment: 'reds' })).toEqual(await keys({ where: red }));
  expect(await keys({ segment: ['reds', 'phones'], filter: { device: ['mobile', 'desktop'] } })).toEqual(
    await keys({ where: red, filter: { device: ['mobile'] } }),
  );
  expect(await keys({ segment: 'phones', filter: { device: ['desktop'] } })).toEqual([]);
  expect(await keys({ segment: 'phones' })).toEqual(await keys({ filter: phones }));
});

test('what cannot be is refused with the way out', async () => {
  const refusal = async (plan: Record<string, unknown>) => {
    const error: unknown = await ask({ plan: 'journeys', ...plan } as never).catch((thrown: unknown) => thrown);
    return error instanceof PlanError ? `${error.field}: ${error.message}` : String(error);
  };
  expect(await refusal({ segment: 'red' })).toBe('segment: The map has no segment "red"; did you mean "reds"?');
  expect(await refusal({ where: { colour: 'red' } })).toMatch(/^where.colour: Events have no "colour"; /);
  expect(await refusal({ where: [{ touchpoint: 'view_itm' }] })).toMatch(
    /^where.0.touchpoint: .*did you mean "view_item"/,
  );
  expect(await refusal({ where: [{ event: { 'items.colour': 'red' } }] })).toMatch(/^where.0.event.items.colour: /);
});

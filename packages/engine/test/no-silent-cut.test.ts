import {
  type Answer,
  type AnswerTo,
  answerSchema,
  DEFAULT_MAP,
  journeyMapSchema,
  type Plan,
  planSchema,
} from '@desirepath/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, storedJourneys, type TestEvent } from './journeys-table.ts';
import { dice, EPOCH, pick } from './random-journeys.ts';

const DAY = 86_400_000;
const now = EPOCH + 1100 * DAY;
const map = compileMap(journeyMapSchema.parse({ ...DEFAULT_MAP, idle: '5d' }));
const site = {
  site: 'shop',
  timeZone: 'UTC',
  currency: 'EUR',
  map,
  names: ['wander', 'ponder', 'linger', 'return_home'],
};
const former = compileMap(
  journeyMapSchema.parse({ ...DEFAULT_MAP, idle: '9d', stages: DEFAULT_MAP.stages.slice(0, 5) }),
);

let table: JourneysTable;

/** More of everything than any limit of an answer lets through. */
beforeAll(async () => {
  table = await openJourneysTable();
  const roll = dice(3);
  const names = ['page_view', 'view_item', 'add_to_cart', 'begin_checkout', 'purchase', 'wander', 'ponder', 'linger'];
  const events: TestEvent[] = [];
  const push = (visitor: number, time: number, name: string, more: Record<string, unknown> = {}) =>
    events.push({
      site: 'shop',
      visitor_id: `v${visitor}`,
      event_id: `01957000-0000-7000-8000-${events.length.toString(16).padStart(12, '0')}`,
      name,
      time,
      seq: events.length,
      device: visitor % 2 ? 'mobile' : 'desktop',
      channel: `channel ${roll(70)}`,
      path: `/landing/${visitor % 260}`,
      ...more,
    });
  for (let visitor = 0; visitor < 1100; visitor++) {
    // One begins on each day of three years; half of them in the last four weeks, so that periods have somebody.
    const start = visitor % 2 ? now - roll(28 * DAY) - DAY : EPOCH + visitor * DAY;
    for (let step = 0; step < 2 + roll(7); step++) {
      const name = step === 0 ? pick(roll, ['page_view', 'view_item']) : pick(roll, names);
      push(visitor, start + step * 60_000, name, {
        props: { colour: `colour ${roll(40)}` },
        ...(name === 'purchase' ? { order_id: `o${visitor}-${step}`, value: '9.5', currency: 'EUR' } : {}),
      });
    }
    if (visitor % 3 === 0) {
      push(visitor, start + 3_600_000, 'survey', {
        props: { name: `survey ${roll(30)}`, kind: 'csat' },
        nums: { score: 1 + roll(5) },
      });
      push(visitor, start + 3_601_000, 'error');
    }
  }
  // What a period has that the one before had not, so that changes are told.
  for (let visitor = 2000; visitor < 2060; visitor++) {
    for (const [step, name] of ['wander', 'return_home', 'linger', 'return_home'].entries()) {
      push(visitor, now - 2 * DAY + step * 1000, name);
    }
  }
  await table.insertEvents(events);
  // Stored, so that no question has to make them.
  for (const one of [map, former]) await table.stitch({ ...site, map: one });
});
afterAll(() => table.close());

async function ask<K extends Plan['plan']>(plan: K, fields: Record<string, unknown>): Promise<AnswerTo<K>> {
  const other = { map: former, journeys: storedJourneys({ ...site, map: former }) };
  const answer = await table.ask({ ...site, now, other }, planSchema.parse({ plan, ...fields }));
  return answerSchema.parse(answer) as AnswerTo<K>;
}

/** Something that an answer shows a part of. */
interface Part<A> {
  /** What `left_out` calls it. */
  what: string;
  shown(answer: A): number;
  /** All there is, as the answer without a limit, or the site, has it. */
  whole(full: A): number;
}

interface Case<K extends Plan['plan']> {
  /** Asked with this, it shows less than there is. */
  small: Record<string, unknown>;
  /** Asked with this, it shows everything; none: no answer does, as the limit is the product's own. */
  full?: Record<string, unknown>;
  /** What is left out whatever is asked, and counted by a test of its own. */
  always?: string[];
  parts: Part<AnswerTo<K>>[];
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
/** What `changes` cannot compare. */
const TOO_RARE = [
  'transitions of fewer than 10 journeys',
  'variants of fewer than 10 journeys',
  'journeys whose variants were not compared',
];
const LANDINGS = 260;
const CHANNELS = 70;
const recent = { period: { last: '14d' } };

/** Every plan there is. One that cuts nothing has no parts, and must say that it is complete. */
const CASES: { [K in Plan['plan']]: Case<K>[] } = {
  sessions: [
    { small: {}, parts: [] },
    {
      small: { list: true, limit: 7 },
      full: { list: true, limit: 10_000 },
      parts: [{ what: 'sessions', shown: (a) => a.list.length, whole: (a) => a.sessions }],
    },
  ],
  funnel: [
    { small: { steps: ['view_item', 'purchase'], segment_by: 'device' }, parts: [] },
    {
      small: { steps: [['page_view', 'view_item']], segment_by: 'landing' },
      parts: [{ what: 'segments', shown: (a) => a.segments.length, whole: () => LANDINGS }],
    },
    {
      small: { steps: [['page_view', 'view_item']], segment_by: 'landing', trend: 'week', timing: true },
      parts: [
        { what: 'segments', shown: (a) => a.segments.length, whole: () => LANDINGS },
        {
          what: 'trends of segments',
          shown: (a) => a.segments.filter(({ trend }) => trend !== undefined).length,
          whole: () => LANDINGS,
        },
        {
          what: 'times of segments',
          shown: (a) => a.segments.filter(({ time_to_convert }) => time_to_convert !== undefined).length,
          whole: () => LANDINGS,
        },
      ],
    },
    ...(['journey', 'person', 'session'] as const).map((by): Case<'funnel'> => {
      const plan = { steps: ['view_item', 'add_to_cart'], by, show: { step: 2, outcome: 'dropped' } };
      return {
        small: { ...plan, limit: 5 },
        full: { ...plan, limit: 10_000 },
        parts: [{ what: `${by}s`, shown: (a) => a.persons.length, whole: (a) => a.steps[1]?.dropped ?? 0 }],
      };
    }),
    { small: { steps: ['page_view'], trend: 'week' }, parts: [] },
  ],
  stages: [
    { small: { experience: true }, parts: [] },
    {
      small: { segment_by: 'landing', experience: true },
      parts: [{ what: 'segments', shown: (a) => a.segments.length, whole: () => LANDINGS }],
    },
  ],
  paths: [
    {
      small: { limit: 3 },
      full: { limit: 10_000 },
      parts: [
        { what: 'paths', shown: (a) => a.paths.length, whole: (a) => a.paths.length },
        { what: 'journeys', shown: (a) => sum(a.paths.map(({ count }) => count)), whole: (a) => a.journeys },
      ],
    },
    {
      small: { from: 'page_view', to: 'purchase', depth: 3, limit: 10_000 },
      full: { from: 'page_view', to: 'purchase', depth: 20, limit: 10_000 },
      parts: [
        {
          what: 'ends of paths beyond the depth',
          shown: (a) =>
            sum(a.paths.filter(({ touchpoints }) => touchpoints.at(-1) === 'purchase').map(({ count }) => count)),
          whole: (a) => a.journeys,
        },
      ],
    },
  ],
  journeys: [
    {
      small: { limit: 3 },
      full: { limit: 10_000 },
      parts: [{ what: 'journeys', shown: (a) => a.journeys.length, whole: (a) => a.total }],
    },
  ],
  constraint: [
    { small: { ...recent, draws: 200 }, parts: [] },
    {
      small: { period: { last: '1000d' }, history: 1, draws: 200, segment_by: 'landing' },
      parts: [
        {
          what: 'segments put together as (other)',
          shown: (a) => a.candidates[0]?.segments.filter(({ segment }) => segment !== '(other)').length ?? 0,
          whole: () => LANDINGS,
        },
      ],
    },
  ],
  what_if: [{ small: { ...recent, draws: 200, lifts: [{ stage: 'basket', factor: 1.1 }] }, parts: [] }],
  flow: [{ small: { depth: 3 }, parts: [] }],
  graph: [
    {
      small: { limit: 5 },
      full: { limit: 10_000 },
      parts: [
        { what: 'edges', shown: (a) => a.edges.length, whole: (a) => a.edges.length },
        {
          what: 'transitions',
          shown: (a) => sum(a.edges.map(({ transitions }) => transitions)),
          whole: (a) => sum(a.edges.map(({ transitions }) => transitions)),
        },
      ],
    },
  ],
  changes: [
    {
      small: { limit: 1 },
      full: { limit: 10_000 },
      always: TOO_RARE,
      parts: [{ what: 'changes', shown: (a) => a.changes.length, whole: (a) => a.changes.length }],
    },
  ],
  retention: [
    {
      small: { limit: 4 },
      full: { limit: 10_000 },
      parts: [{ what: 'cohorts', shown: (a) => a.cohorts.length, whole: (a) => a.cohorts.length }],
    },
  ],
  attribution: [
    {
      small: {},
      parts: [
        {
          what: 'channels put together as (other)',
          shown: (a) => a.channels.filter(({ channel }) => channel !== '(other)').length,
          whole: () => CHANNELS,
        },
      ],
    },
  ],
  matrix: [
    {
      small: { by: 'landing', limit: 3 },
      full: { by: 'landing', limit: 500 },
      parts: [
        { what: 'values', shown: (a) => a.values.length, whole: (a) => a.values.length },
        {
          what: 'journeys that tell only values beyond the limit',
          // A journey has one landing page, which it tells in every stage that it comes to.
          shown: (a) => sum(a.values.map(({ journeys }) => journeys)),
          whole: (a) => a.journeys - a.untold,
        },
      ],
    },
  ],
  variants: (['exact', 'collapsed', 'stages'] as const).map((view) => ({
    small: { view, limit: 3 },
    full: { view, limit: 10_000 },
    parts: [
      { what: 'variants', shown: (a) => a.list.length, whole: (a) => a.variants },
      { what: 'journeys', shown: (a) => sum(a.list.map(({ journeys }) => journeys)), whole: (a) => a.journeys },
    ],
  })),
  conformance: [
    {
      small: { limit: 2, min_share: 0 },
      full: { limit: 10_000, min_share: 0 },
      parts: [
        { what: 'deviations', shown: (a) => a.deviations.length, whole: (a) => a.deviations.length },
        { what: 'desire paths', shown: (a) => a.desire_paths.length, whole: (a) => a.desire_paths.length },
        { what: 'variants', shown: (a) => a.list.length, whole: (a) => a.list.length },
      ],
    },
    {
      small: { limit: 10_000, min_share: 0.02 },
      full: { limit: 10_000, min_share: 0 },
      parts: [
        {
          what: 'desire paths below min_share',
          shown: (a) => a.desire_paths.length,
          whole: (a) => a.desire_paths.length,
        },
      ],
    },
  ],
  surveys: [
    {
      small: { limit: 4 },
      full: { limit: 10_000 },
      parts: [{ what: 'surveys', shown: (a) => a.surveys.length, whole: (a) => a.surveys.length }],
    },
  ],
  compare: [{ small: { ...recent, draws: 200 }, parts: [] }],
  compare_maps: [
    {
      small: { map: DEFAULT_MAP, limit: 2, draws: 200 },
      full: { map: DEFAULT_MAP, limit: 10_000, draws: 200 },
      parts: [{ what: 'deviations', shown: (a) => a.deviations.length, whole: (a) => a.deviations.length }],
    },
  ],
};

function expectHonest(answer: Answer): void {
  expect(answer.complete).toBe(answer.left_out.length === 0);
  for (const { count } of answer.left_out) expect(count).toBeGreaterThan(0);
  expect(new Set(answer.left_out.map(({ what }) => what)).size).toBe(answer.left_out.length);
}

const leftOut = ({ left_out }: Answer, what: string): number =>
  left_out.find((entry) => entry.what === what)?.count ?? 0;

test('every plan there is has a case', () => {
  expect(Object.keys(CASES).toSorted()).toEqual(planSchema.options.map(({ shape }) => shape.plan.value).toSorted());
});

describe.each(Object.keys(CASES) as Plan['plan'][])('%s', (plan) => {
  const cases = CASES[plan] as Case<Plan['plan']>[];
  test.each(cases.map((one) => [JSON.stringify(one.small).slice(0, 100), one] as const))(
    'what is shown and what is left out are the whole: %s',
    async (_, { small, full, always = [], parts }) => {
      const answer = await ask(plan, small);
      expectHonest(answer);
      if (parts.length === 0) expect(answer.left_out).toEqual([]);
      const everything = full === undefined ? answer : await ask(plan, full);
      if (full !== undefined) expect(everything.left_out.map(({ what }) => what)).toEqual(always);
      for (const { what, shown, whole } of parts) {
        expect(leftOut(answer, what), what).toBeGreaterThan(0);
        expect(shown(answer) + leftOut(answer, what), what).toBe(whole(everything));
      }
      // Nothing else is said to be missing than what is looked at here.
      const named = [...parts.map(({ what }) => what), ...always];
      expect(answer.left_out.map(({ what }) => what).toSorted()).toEqual(named.toSorted());
    },
  );
});

test('changes count what is too rare to be compared', async () => {
  const period = (from: number, to: number) => ({
    period: { from: new Date(now - from * DAY).toISOString(), to: new Date(now - to * DAY).toISOString() },
  });
  const changes = await ask('changes', period(12, 1));
  const both = period(23, 1);
  const variants = await ask('variants', { ...both, view: 'collapsed', limit: 10_000 });
  const edges = (await ask('graph', { ...both, collapse: true, limit: 10_000 })).edges;
  const rare = variants.list.filter(({ journeys }) => journeys < 10);
  expect(changes.left_out).toEqual([
    { what: TOO_RARE[0], count: edges.filter(({ journeys }) => journeys < 10).length },
    { what: TOO_RARE[1], count: rare.length },
    { what: TOO_RARE[2], count: sum(rare.map(({ journeys }) => journeys)) },
  ]);
  expect(changes.compared).toBe(
    variants.list.length - rare.length + edges.filter(({ journeys }) => journeys >= 10).length,
  );
});

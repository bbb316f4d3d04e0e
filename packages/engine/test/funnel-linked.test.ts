import { DEFAULT_MAP, type FunnelAnswer, funnelAnswerSchema, journeyMapSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap, PlanError } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, type TestJourney } from './journeys-table.ts';
import { naiveTimes, naiveUnits, type Unit } from './naive-funnel.ts';
import { type NaiveStep, naiveLinkedTimes } from './naive-linked-funnel.ts';
import { type Dice, dice, EPOCH, pick, randomJourneys } from './random-journeys.ts';

const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const names = Array.from({ length: 133 }, (_, i) => `name_${i}`);
const CODES = new Map([
  ['page_view', 4],
  ['view_item', 7],
  ['name_74', 195],
  ['name_132', 253],
]);
const NAMES = [...CODES.keys()];
const HOUR = 3_600_000;
// Hours instead of milliseconds, so that days are passed.
const slow = (journeys: TestJourney[]): TestJourney[] =>
  journeys.map((journey) => ({
    ...journey,
    start: EPOCH + (journey.start - EPOCH) * HOUR,
    offsets: journey.offsets.map((offset) => offset * HOUR),
  }));
const now = EPOCH + 1040 * HOUR;
const context = { site: 'shop', timeZone: 'America/New_York', currency: 'EUR', map, names, now };

// Every session has a channel of its own, in whichever journey; some go on by turns, as on two devices.
const CHANNELS = ['email', '', 'paid', 'organic'];
const channelOf = (session: number | undefined): string => CHANNELS[(session ?? 0) % CHANNELS.length] ?? '';
const bySession = (journeys: TestJourney[]): TestJourney[] =>
  journeys.map((journey, nth) => {
    const sessions = journey.sessions.map(
      (session, i) => (nth % 4 === 0 && i % 3 === 2 ? journey.sessions[0] : session) ?? 0,
    );
    const told = [...new Set(sessions)].map(channelOf);
    const channel = told.find((one) => one !== '') ?? '';
    return { ...journey, sessions, more: { ...journey.more, channel, session_channels: told } };
  });

let table: JourneysTable;
let journeys: TestJourney[];
beforeAll(async () => {
  table = await openJourneysTable();
  journeys = bySession(slow(randomJourneys(dice(5), 260, [...CODES.values()], 9))).filter(
    ({ start, offsets }) => start + (offsets.at(-1) ?? 0) < now,
  );
  await table.insert('shop', map.version, journeys);
});
afterAll(() => table.close());

type By = 'journey' | 'person' | 'session';
const unitsOf = (by: By): Unit[] => naiveUnits(journeys, by);

function randomSteps(roll: Dice): { plan: Record<string, unknown>[]; naive: NaiveStep[] } {
  const plan: Record<string, unknown>[] = [];
  const naive = Array.from({ length: 1 + roll(4) }, (_, i): NaiveStep => {
    const wanted = roll(4) > 0 ? [pick(roll, NAMES)] : [pick(roll, NAMES), pick(roll, NAMES)];
    const optional = i > 0 && roll(3) === 0;
    const times = roll(4) === 0 ? 2 : 1;
    const [waited, spared] = [
      pick(roll, [undefined, undefined, 1, 2, 6]),
      roll(3) === 0 ? [pick(roll, NAMES)] : undefined,
    ];
    // Nothing lies before the first step; between its repetitions something may.
    const [within, without] = i === 0 && times === 1 ? [] : [waited, spared];
    plan.push({
      touchpoint: wanted.length === 1 ? wanted[0] : wanted,
      optional,
      times,
      ...(within === undefined ? {} : { within: `${within}h` }),
      ...(without === undefined ? {} : { without }),
    });
    const codes = (list: string[] = []) => list.map((name) => CODES.get(name) ?? 0);
    return {
      codes: codes(wanted),
      optional,
      times,
      within: within === undefined ? Number.POSITIVE_INFINITY : within * HOUR,
      without: codes(without),
    };
  });
  return { plan, naive };
}

const median = (values: number[]): number | null => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
};

test.each([1, 2])(
  'optional, repeated, timed and exclusive steps equal all chains written out (seed %i)',
  async (seed) => {
    const roll = dice(seed * 31);
    let pairs = 0;
    for (let round = 0; round < 7; round++) {
      for (const order of ['ordered', 'strict'] as const) {
        const by = pick(roll, ['journey', 'person', 'session'] as const);
        const { plan, naive } = randomSteps(roll);
        const hours = pick(roll, [undefined, undefined, 3, 10]);
        const question = {
          plan: 'funnel',
          by,
          order,
          steps: plan,
          limit: 10_000,
          ...(hours === undefined ? {} : { window: `${hours}h` }),
        };
        const times = unitsOf(by).map((unit) =>
          naiveLinkedTimes(unit.touches, naive, order === 'strict', hours === undefined ? undefined : hours * HOUR),
        );
        const shown = 1 + roll(naive.length);
        const answer = funnelAnswerSchema.parse(
          await table.ask(context, { ...question, show: { step: shown } } as never),
        );
        const title = JSON.stringify(question);
        expect(
          answer.steps.map(({ count }) => count),
          title,
        ).toEqual(naive.map((_, k) => times.filter((one) => one[k] !== null).length));
        const waits = naive.map((_, k) =>
          median(
            times.flatMap((one) => {
              const before = one.slice(0, k).findLast((time) => time !== null);
              return one[k] === null || before === undefined || before === null ? [] : [(one[k] ?? 0) - before];
            }),
          ),
        );
        expect(
          answer.steps.slice(1).map(({ median_ms }) => median_ms),
          title,
        ).toEqual(waits.slice(1));
        const required = naive.map((_, k) => naive.slice(0, k).findLastIndex(({ optional }) => !optional));
        expect(
          answer.steps.map(({ dropped }) => dropped),
          title,
        ).toEqual(
          naive.map((_, k) =>
            k === 0 ? 0 : times.filter((one) => one[required[k] ?? 0] !== null && one[k] === null).length,
          ),
        );
        // The list has exactly those that the number beside it counts, with the moments of their steps.
        const listed = answer.persons.map(({ steps }) => JSON.stringify(steps)).sort();
        const behind = times.filter((one) => one[shown - 1] !== null);
        expect(listed, title).toEqual(
          behind
            .map((one) => JSON.stringify(one.map((time) => (time === null ? null : new Date(time).toISOString()))))
            .sort(),
        );
        pairs += times.length;
      }
    }
    expect(pairs).toBeGreaterThan(1500);
  },
  // As many questions as that take a while to plan where other tests run beside this one.
  180_000,
);

const ask = async (more: Record<string, unknown>): Promise<FunnelAnswer> =>
  funnelAnswerSchema.parse(
    await table.ask(context, { plan: 'funnel', steps: ['page_view', 'view_item'], ...more } as never),
  );

test('the persons behind every number, in and out, page by page', async () => {
  const roll = dice(8);
  for (let round = 0; round < 4; round++) {
    const by = pick(roll, ['journey', 'person', 'session'] as const);
    const order = pick(roll, ['ordered', 'strict', 'any'] as const);
    const steps = Array.from({ length: 3 }, () => pick(roll, NAMES));
    const counts = await ask({ by, order, steps, segment_by: 'device' });
    for (const step of [1, 2, 3]) {
      for (const outcome of ['reached', 'dropped'] as const) {
        const segment = roll(2) === 0 ? undefined : counts.segments[0]?.segment;
        const seen = new Set<string>();
        let cursor: string | null = null;
        let total = 0;
        do {
          const page: FunnelAnswer = await ask({
            by,
            order,
            steps,
            segment_by: 'device',
            limit: 41,
            show: { step, outcome, ...(segment === undefined ? {} : { segment }) },
            ...(cursor === null ? {} : { cursor }),
          });
          for (const one of page.persons)
            seen.add(
              `${one.person} ${one.journey} ${one.start} ${JSON.stringify(one.steps)} ${by === 'session' ? seen.size : ''}`,
            );
          total = page.total;
          expect(page.complete).toBe(page.next === null);
          cursor = page.next;
        } while (cursor !== null);
        const row = (segment === undefined ? counts.steps : counts.segments[0]?.steps)?.[step - 1];
        const number = outcome === 'reached' ? row?.count : row?.dropped;
        expect([seen.size, total], JSON.stringify({ by, order, steps, step, outcome, segment })).toEqual([
          number,
          number,
        ]);
      }
    }
  }
});

test('a trend has the days and weeks of the site', async () => {
  const zone = (ms: number) => new Intl.DateTimeFormat('sv', { timeZone: context.timeZone }).format(ms);
  const monday = (ms: number) => {
    const day = new Date(`${zone(ms)}T12:00:00Z`);
    return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10);
  };
  for (const [trend, key] of [
    ['day', zone],
    ['week', monday],
  ] as const) {
    const expected = new Map<string, number[]>();
    for (const unit of unitsOf('session')) {
      const times = naiveTimes(unit.touches, [[4], [7]], 'ordered');
      if (times.length === 0) continue;
      const counts = expected.get(key(unit.touches[0]?.time ?? 0)) ?? [0, 0];
      expected.set(
        key(unit.touches[0]?.time ?? 0),
        counts.map((count, k) => count + (times.length > k ? 1 : 0)),
      );
    }
    const answer = await ask({ by: 'session', trend });
    expect(answer.trend).toEqual(
      [...expected].sort(([a], [b]) => (a < b ? -1 : 1)).map(([from, counts]) => ({ from, counts })),
    );
    expect(answer.trend.length).toBeGreaterThan(trend === 'day' ? 8 : 2);
  }
});

test('time to convert: exact quantiles, and a share that is aware of those on their way', async () => {
  const times = unitsOf('journey').map((unit) => naiveTimes(unit.touches, [[4], [7]], 'ordered', 12 * HOUR));
  const waits = times.filter((one) => one.length === 2).map(([a = 0, b = 0]) => b - a);
  const answer = await ask({ timing: true, window: '12h' });
  const told = answer.time_to_convert;
  expect(told?.converted).toBe(waits.length);
  expect(told?.median_ms).toBe(median(waits));
  expect(told?.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(waits.length);
  for (const { from_ms, to_ms, count } of told?.histogram ?? []) {
    const last = to_ms === told?.horizon_ms;
    expect(waits.filter((wait) => wait >= from_ms && (last || wait < to_ms)).length).toBe(count);
  }
  expect(told?.horizon_ms).toBe(12 * HOUR);
  // Some journeys have begun in the last hours, so the share is above the plain one.
  const plain = waits.length / times.filter((one) => one.length > 0).length;
  expect(told?.open).toBeGreaterThanOrEqual(0);
  expect(told?.share).toBeGreaterThanOrEqual(plain - 1e-9);
  expect(Math.abs((told?.aware_median_ms ?? 0) - (told?.median_ms ?? 0))).toBeLessThan(2 * HOUR);
  expect((await ask({})).time_to_convert).toBeNull();
});

test('a segment may be that of the first journey, of the last one, or of the one at a step', async () => {
  const persons = new Map<string, TestJourney[]>();
  for (const journey of journeys) persons.set(journey.person, [...(persons.get(journey.person) ?? []), journey]);
  const device = (person: string, time: number) =>
    String((persons.get(person) ?? []).findLast(({ start }) => start <= time)?.more?.device);
  const expected = {
    first: new Map<string, number[]>(),
    last: new Map<string, number[]>(),
    2: new Map<string, number[]>(),
  };
  for (const [person, list] of persons) {
    const [unit] = naiveUnits(list, 'person');
    const times = naiveTimes((unit as Unit).touches, [[4], [7]], 'ordered');
    const note = (to: Map<string, number[]>, segment: string) =>
      to.set(
        segment,
        (to.get(segment) ?? [0, 0]).map((n, k) => n + (times.length > k ? 1 : 0)),
      );
    if (times.length === 0) continue;
    note(expected.first, String(list[0]?.more?.device));
    note(expected.last, device(person, times.at(-1) ?? 0));
    if (times.length > 1) note(expected[2], device(person, times[1] ?? 0));
  }
  const total = (await ask({ by: 'person' })).steps.map(({ count }) => count);
  for (const attribution of ['first', 'last', 2] as const) {
    const answer = await ask({ by: 'person', segment_by: 'device', attribution });
    expect(
      Object.fromEntries(answer.segments.map(({ segment, steps }) => [segment, steps.map(({ count }) => count)])),
    ).toEqual(Object.fromEntries(expected[attribution]));
    expect(answer.steps.map(({ count }) => count)).toEqual(total);
  }
});

test.each(['ordered', 'any'] as const)(
  'of a journey a channel may be that of the session in which a step was reached (%s)',
  async (order) => {
    const told = async (attribution: 'first' | 'last' | number): Promise<Record<string, number[]>> => {
      const answer = await ask({ segment_by: 'channel', order, attribution });
      return Object.fromEntries(
        answer.segments.map(({ segment, steps }) => [segment, steps.map(({ count }) => count)]),
      );
    };
    const expected: Record<string, Record<string, number[]>> = { first: {}, last: {}, 1: {}, 2: {} };
    let moved = 0;
    for (const journey of journeys) {
      const [unit] = naiveUnits([journey], 'journey');
      const times = naiveTimes((unit as Unit).touches, [[4], [7]], order);
      if (times.length === 0) continue;
      const note = (attribution: string, channel: string) => {
        const counts = expected[attribution]?.[channel] ?? [0, 0];
        Object.assign(expected[attribution] ?? {}, { [channel]: counts.map((n, k) => n + (times.length > k ? 1 : 0)) });
      };
      const at = (time = 0) =>
        channelOf(journey.sessions[journey.offsets.findLastIndex((offset) => journey.start + offset <= time)]);
      note('first', String(journey.more?.channel));
      note('last', at(times.at(-1)));
      note('1', at(times[0]));
      if (times.length > 1) note('2', at(times[1]));
      if (at(times.at(-1)) !== journey.more?.channel) moved++;
    }
    expect(moved).toBeGreaterThan(40);
    for (const attribution of ['first', 'last', 1, 2] as const) {
      expect(await told(attribution), String(attribution)).toEqual(expected[attribution]);
    }
    // The list behind a number is of the same journeys.
    const show = { step: 2, outcome: 'reached', segment: 'paid' };
    const list = await ask({ segment_by: 'channel', order, attribution: 'last', show, limit: 10_000 });
    expect([list.persons.length, list.total]).toEqual([expected.last?.paid?.[1], expected.last?.paid?.[1]]);
  },
);

test('what cannot be is refused with the way out', async () => {
  const refusal = async (more: Record<string, unknown>) => {
    const error: unknown = await ask(more).catch((thrown: unknown) => thrown);
    return error instanceof PlanError ? `${error.field}: ${error.message}` : String(error);
  };
  expect(await refusal({ steps: [{ touchpoint: 'page_view', optional: true }] })).toMatch(
    /^steps.0.optional: The first step/,
  );
  const never = 'Before the first step there is nothing';
  for (const more of [{ within: '1h' }, { without: 'purchase' }]) {
    const field = `steps.0.${Object.keys(more)[0]}`;
    const steps = (times: number) => [{ touchpoint: 'page_view', times, ...more }, 'view_item'];
    expect(await refusal({ steps: steps(1) })).toMatch(new RegExp(`^${field}: ${never}.*; put it on the next step`));
    expect(await refusal({ steps: steps(1), order: 'strict' })).toMatch(new RegExp(`^${field}: ${never}`));
    // Between repetitions there is something, and in any order the chain may begin with another step.
    expect((await ask({ steps: steps(2) })).steps.length).toBe(2);
    expect((await ask({ steps: steps(1), order: 'any' })).steps.length).toBe(2);
  }
  expect(await refusal({ show: { step: 3 } })).toMatch(/^show.step: The funnel has 2 steps/);
  expect(await refusal({ show: { step: 1, segment: 'x' } })).toMatch(/^show.segment: /);
  expect(await refusal({ segment_by: 'channel', attribution: 3 })).toMatch(/^attribution: The funnel has 2 steps/);
  for (const segment_by of ['device', 'props.colour']) {
    expect(await refusal({ segment_by, attribution: 'last' })).toBe(
      `attribution: A journey has one "${segment_by}" from beginning to end, so there is no other than that of the "first"; leave "attribution" out, or ask by "person".`,
    );
  }
  expect(await refusal({ by: 'session', segment_by: 'channel', attribution: 2 })).toMatch(
    /^attribution: A session has one "channel".* ask by "journey" or "person"\.$/,
  );
  expect(await refusal({ steps: Array.from({ length: 7 }, () => ({ touchpoint: 'page_view', times: 10 })) })).toMatch(
    /^steps: The steps take 70/,
  );
  expect(await refusal({ steps: ['page_view', { touchpoint: 'view_item', without: 'pge_view' }] })).toMatch(
    /^steps.1.without: .*did you mean/,
  );
  expect(await refusal({ steps: [{ touchpoint: 'view_item', where: { colour: 'red' } }] })).toMatch(
    /^steps.0.where.colour: Events have no "colour"/,
  );
});

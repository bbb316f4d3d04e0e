import { changesAnswerSchema, DEFAULT_MAP, journeyMapSchema, retentionAnswerSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, type TestJourney } from './journeys-table.ts';
import { type Dice, dice, EPOCH, pick } from './random-journeys.ts';

const DAY = 86_400_000;
const now = EPOCH + 60 * DAY;
const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const NAMES = new Map([
  [4, 'page_view'],
  [5, 'search'],
  [7, 'view_item'],
  [9, 'add_to_cart'],
  [16, 'purchase'],
]);
const context = (site: string, timeZone = 'UTC') => ({ site, timeZone, currency: 'EUR', map, names: [], now });

let table: JourneysTable;
beforeAll(async () => {
  table = await openJourneysTable();
});
afterAll(() => table.close());

const walk = (roll: Dice): number[] => Array.from({ length: 2 + roll(5) }, () => pick(roll, [4, 4, 5, 7, 7, 9, 16]));
const journey = (person: string, start: number, codes: number[], number = 1): TestJourney => ({
  person,
  number,
  start,
  codes,
  offsets: codes.map((_, i) => i * 1000),
  sessions: codes.map(() => 1),
  more: {
    goal_at: codes.includes(16) ? 1000 * codes.indexOf(16) : -1,
    device: person.endsWith('1') ? 'mobile' : 'desktop',
  },
});
const collapsed = (codes: number[]): number[] => codes.filter((code, i) => code !== codes[i - 1]);

async function shop(
  site: string,
  seed: number,
  change: (codes: number[], roll: Dice) => number[],
): Promise<TestJourney[]> {
  const roll = dice(seed);
  const journeys = Array.from({ length: 6000 }, (_, index) => {
    const start = now - 14 * DAY + Math.floor((index / 6000) * 14 * DAY);
    const codes = walk(roll);
    return journey(`v:${index}`, start, start >= now - 7 * DAY ? change(codes, roll) : codes);
  });
  await table.insert(site, map.version, journeys);
  return journeys;
}

test('the counts are those of the journeys', async () => {
  const journeys = await shop('counted', 4, (codes, roll) => (roll(3) === 0 ? [4, 9, 16] : codes));
  const answer = changesAnswerSchema.parse(
    await table.ask(context('counted'), { plan: 'changes', limit: 1000, false_discovery: 0.5 }),
  );
  const [later, earlier] = [true, false].map((is) => journeys.filter(({ start }) => start >= now - 7 * DAY === is)) as [
    TestJourney[],
    TestJourney[],
  ];
  expect([answer.journeys, answer.journeys_before]).toEqual([later.length, earlier.length]);
  expect(answer.changes.length).toBeGreaterThan(5);
  for (const change of answer.changes) {
    const has = ({ codes }: TestJourney): boolean => {
      const names = collapsed(codes).map((code) => NAMES.get(code) ?? '');
      if (change.kind === 'variant') return names.join() === change.touchpoints.join();
      return names.some((name, i) => name === change.touchpoints[0] && names[i + 1] === change.touchpoints[1]);
    };
    const [with_, was] = [later.filter(has), earlier.filter(has)];
    expect(change, JSON.stringify(change)).toMatchObject({
      journeys: with_.length,
      journeys_before: was.length,
      conversion: with_.length === 0 ? null : with_.filter(({ codes }) => codes.includes(16)).length / with_.length,
    });
  }
  const qs = answer.changes.map(({ q_value }) => q_value);
  expect(qs).toEqual(qs.toSorted((a, b) => a - b));
});

test('a new way and one that is gone are told, and little else', async () => {
  // From basket straight to purchase is gone; from search straight to purchase is new.
  const roll = dice(9);
  const journeys = Array.from({ length: 8000 }, (_, index) => {
    const start = now - 14 * DAY + Math.floor((index / 8000) * 14 * DAY);
    const usual = pick(roll, [[4, 7], [4, 7, 9], [4, 5, 7], [7, 9, 4], [4], [5, 4, 7, 9]]);
    const special = start >= now - 7 * DAY ? [4, 5, 16] : [4, 9, 16];
    return journey(`v:${index}`, start, roll(100) < 4 ? special : usual);
  });
  await table.insert('turned', map.version, journeys);
  const answer = changesAnswerSchema.parse(await table.ask(context('turned'), { plan: 'changes' }));
  const told = answer.changes.map(({ change, touchpoints }) => `${change} ${touchpoints.join(' > ')}`);
  expect(told).toContain('new search > purchase');
  expect(told).toContain('vanished add_to_cart > purchase');
  expect(told).toContain('new page_view > search > purchase');
  expect(told).toContain('vanished page_view > add_to_cart > purchase');
  expect(answer.changes.every(({ q_value }) => q_value <= 0.05)).toBe(true);
});

test('what came eleven times and not once before is told no surer than it is', async () => {
  const journeys = [0, 1].flatMap((week) =>
    Array.from({ length: 2000 }, (_, index) => {
      const special =
        week === 0 && index < 11
          ? [4, 5, 16]
          : pick(dice(index), [
              [4, 7],
              [4, 7, 9],
              [7, 9],
            ]);
      return journey(`v:${week} ${index}`, now - (week + 1) * 7 * DAY + 1 + index, special);
    }),
  );
  await table.insert('eleven', map.version, journeys);
  const answer = changesAnswerSchema.parse(
    await table.ask(context('eleven'), { plan: 'changes', false_discovery: 0.5 }),
  );
  const told = answer.changes.find(({ touchpoints }) => touchpoints.join(' > ') === 'page_view > search > purchase');
  expect(answer.dispersion).toBe(1);
  expect(told).toMatchObject({ change: 'new', journeys: 11, journeys_before: 0 });
  // As likely as eleven throws of a coin that are all alike, of which what was found counts half.
  expect(told?.p_value).toBeCloseTo(2 ** -11, 4);
});

test('where nothing has changed, next to nothing is told', async () => {
  let told = 0;
  for (let seed = 50; seed < 58; seed++) {
    await shop(`same ${seed}`, seed, (codes) => codes);
    const answer = changesAnswerSchema.parse(await table.ask(context(`same ${seed}`), { plan: 'changes' }));
    expect(answer.compared).toBeGreaterThan(80);
    if (answer.changes.length > 0) told++;
  }
  expect(told).toBeLessThanOrEqual(1);
  const young = changesAnswerSchema.parse(await table.ask(context('nobody'), { plan: 'changes' }));
  expect(young).toMatchObject({ compared: 0, changes: [], journeys: 0, dispersion: 1 });
});

test('journeys of days are compared at the same age', async () => {
  const roll = dice(77);
  const ripe = Array.from({ length: 8000 }, (_, index): TestJourney => {
    const start = now - 14 * DAY + Math.floor((index / 8000) * 14 * DAY);
    const codes = pick(roll, [
      [4, 7, 9, 16],
      [4, 5, 7, 9],
      [4, 7],
      [4, 5],
      [5, 7, 9, 16],
    ]);
    return {
      ...journey(`v:${index}`, start, codes),
      offsets: codes.map((_, i) => i * 2 * DAY + (i > 0 ? roll(DAY) : 0)),
    };
  });
  // As of now, none has done what is yet to come.
  const young = ripe.map((one): TestJourney => {
    const done = one.offsets.filter((offset) => one.start + offset <= now).length;
    const [codes, offsets] = [one.codes.slice(0, done), one.offsets.slice(0, done)];
    const goal_at = offsets[codes.indexOf(16)] ?? -1;
    return { ...one, codes, offsets, sessions: codes.map(() => 1), more: { goal_at } };
  });
  await table.insert('days', map.version, young);
  const answer = changesAnswerSchema.parse(await table.ask(context('days'), { plan: 'changes' }));
  expect(answer.changes).toEqual([]);
  expect(answer.dispersion).toBeLessThan(2);
  expect(answer.compared).toBeGreaterThan(10);

  // Half a week after the period, of both the same is seen.
  const period = { from: new Date(now - 7 * DAY).toISOString(), to: new Date(now - 3.5 * DAY).toISOString() };
  const everything = { plan: 'changes', period, false_discovery: 0.5, limit: 1000 } as const;
  const half = changesAnswerSchema.parse(await table.ask(context('days'), everything));
  expect(half.changes.filter(({ q_value }) => q_value <= 0.05)).toEqual([]);

  // Long after, all of them are whole, the earlier ones as they always were.
  await table.insert('long ago', map.version, [
    ...ripe.map((one) => ({ ...one, more: { goal_at: one.offsets[one.codes.indexOf(16)] ?? -1 } })),
    ...Array.from({ length: 60 }, (_, i): TestJourney => journey(`w:${i}`, now - 12 * DAY + i, [4, 16])),
    ...Array.from({ length: 20 }, (_, i): TestJourney => journey(`x:${i}`, now - 4 * DAY + i, [16, 5])),
  ]);
  const span = { from: new Date(now - 7 * DAY).toISOString(), to: new Date(now).toISOString() };
  const later = changesAnswerSchema.parse(
    await table.ask({ ...context('long ago'), now: now + 30 * DAY }, { plan: 'changes', period: span }),
  );
  const told = later.changes.map(({ change, touchpoints, conversion, conversion_before }) => [
    `${change} ${touchpoints.join(' > ')}`,
    conversion ?? conversion_before,
  ]);
  expect(told.toSorted()).toEqual([
    ['new purchase > search', 1],
    ['new purchase > search', 1],
    ['vanished page_view > purchase', 1],
    ['vanished page_view > purchase', 1],
  ]);
  expect(later.changes.map(({ journeys, journeys_before }) => journeys + journeys_before).toSorted()).toEqual([
    20, 20, 60, 60,
  ]);
});

test('retention equals a naive count of who came back when', async () => {
  const roll = dice(31);
  const journeys: TestJourney[] = [];
  for (let person = 0; person < 400; person++) {
    let start = now - 55 * DAY + roll(50 * DAY);
    for (let number = 1; number <= 1 + roll(4) && start < now; number++) {
      journeys.push(journey(`v:${person}`, start, roll(2) === 0 ? [4, 16] : [4, 7], number));
      start += 3_600_000 + roll(20 * DAY);
    }
  }
  await table.insert('return', map.version, journeys);
  const zone = 'America/New_York';
  const dayOf = (ms: number) => new Date(`${new Intl.DateTimeFormat('sv', { timeZone: zone }).format(ms)}T12:00:00Z`);
  const index = {
    week: (ms: number) => Math.floor((dayOf(ms).getTime() / DAY - 4) / 7),
    month: (ms: number) => dayOf(ms).getUTCFullYear() * 12 + dayOf(ms).getUTCMonth(),
  };
  for (let round = 0; round < 12; round++) {
    const cohort = pick(roll, ['week', 'month'] as const);
    const returns = pick(roll, ['journey', 'goal'] as const);
    const after_goal = roll(2) === 0;
    const device = pick(roll, [undefined, ['mobile']]);
    const from = now - (20 + roll(40)) * DAY;
    const plan = {
      plan: 'retention',
      cohort,
      returns,
      after_goal,
      period: { from: new Date(from).toISOString() },
      ...(device === undefined ? {} : { filter: { device } }),
    } as const;
    const answer = retentionAnswerSchema.parse(await table.ask(context('return', zone), plan));
    const expected = new Map<number, { persons: number; returned: Map<number, number> }>();
    for (let person = 0; person < 400; person++) {
      const own = journeys.filter((one) => one.person === `v:${person}`);
      const first = own.findIndex(
        ({ start, more }) => start >= from && (device === undefined || device.includes(String(more?.device))),
      );
      const bought = ({ codes }: TestJourney) => codes.includes(16);
      const opener = own[first];
      if (opener === undefined || (after_goal && !bought(opener))) continue;
      const entry = expected.get(index[cohort](opener.start)) ?? { persons: 0, returned: new Map() };
      expected.set(index[cohort](opener.start), entry);
      entry.persons++;
      const backs = own.slice(first + 1).filter((one) => returns === 'journey' || bought(one));
      for (const after of new Set(backs.map(({ start }) => index[cohort](start) - index[cohort](opener.start)))) {
        entry.returned.set(after, (entry.returned.get(after) ?? 0) + 1);
      }
    }
    const title = JSON.stringify(plan);
    expect(answer.cohorts.length, title).toBe(expected.size);
    for (const { from: day, persons, returned } of answer.cohorts) {
      const at = index[cohort](Date.parse(`${day}T16:00:00Z`));
      const entry = expected.get(at);
      expect(persons, title).toBe(entry?.persons);
      expect(
        returned.map((one) => one.persons),
        title,
      ).toEqual(returned.map(({ after }) => entry?.returned.get(after) ?? 0));
      expect(returned.length, title).toBe(index[cohort](now) - at + 1);
      expect([...(entry?.returned.keys() ?? [])].every((after) => after < returned.length)).toBe(true);
    }
  }
});

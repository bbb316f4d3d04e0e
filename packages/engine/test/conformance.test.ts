import {
  type ConformanceAnswer,
  DEFAULT_MAP,
  type JourneyMapInput,
  journeyMapSchema,
  planSchema,
} from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mapProcess } from '../src/conformance/map-process.ts';
import { compileMap, compilePlan } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, type TestJourney } from './journeys-table.ts';
import { Meaning, referenceCost } from './process-reference.ts';
import { type Dice, dice, EPOCH, pick } from './random-journeys.ts';

const FLOWS: JourneyMapInput = {
  ...DEFAULT_MAP,
  name: 'With flows',
  flow: [
    'awareness',
    { loop: ['consideration', { optional: 'basket' }], redo: 'search' },
    'checkout',
    'purchase',
    { parallel: ['after_sale', { optional: 'loyalty' }] },
  ],
  stages: DEFAULT_MAP.stages.map((stage) =>
    stage.name === 'Checkout'
      ? { ...stage, flow: ['begin_checkout', { choice: ['add_shipping_info', 'add_payment_info', { silent: true }] }] }
      : stage,
  ),
};
const MAPS = [DEFAULT_MAP, FLOWS].map((map) => compileMap(journeyMapSchema.parse(map)));
const DAY = 86_400_000;
const NOW = EPOCH + 40 * DAY;

/** A shopper's way through the default map, with mistakes. */
function walk(roll: Dice): number[] {
  const stages = [[2, 4, 4], [5, 7, 7], [9, 10], [12, 13, 14], [16], [17], [20]];
  const codes = stages.slice(0, 1 + roll(stages.length)).flatMap((stage) => stage.filter(() => roll(4) > 0));
  for (let mistakes = roll(3); mistakes > 0; mistakes--) {
    codes.splice(roll(codes.length + 1), roll(2), pick(roll, [4, 7, 9, 121, 130]));
  }
  return codes.length > 0 ? codes : [4];
}

let table: JourneysTable;
const journeys: TestJourney[] = [];
beforeAll(async () => {
  table = await openJourneysTable();
  const roll = dice(77);
  for (let person = 0; person < 500; person++) {
    const codes = walk(roll);
    const buys = codes.includes(16);
    journeys.push({
      person: `v:${person}`,
      number: 1,
      start: EPOCH + roll(40) * DAY,
      codes,
      offsets: codes.map((_, i) => i * 1000),
      sessions: codes.map(() => 1),
      more: {
        closed: roll(3) === 0 ? 1 : 0,
        goal_at: codes.indexOf(16),
        orders: buys ? [`o${person}`] : [],
        order_values: buys ? [`${10 + roll(50)}.5000`] : [],
        order_currencies: buys ? ['EUR'] : [],
      },
    });
  }
  await table.insert('shop', MAPS[0]?.version ?? '', journeys);
});
afterAll(() => table.close());

const isOpen = (journey: TestJourney): boolean =>
  journey.more?.closed !== 1 && NOW - (journey.start + (journey.offsets.at(-1) ?? 0)) <= 30 * DAY;
const word = (codes: readonly number[]): string => String.fromCharCode(...codes);
const value = (journey: TestJourney): number => Number((journey.more?.order_values as string[] | undefined)?.[0] ?? 0);
const bought = (all: readonly TestJourney[]): number => all.reduce((sum, journey) => sum + value(journey), 0);
const conversion = (all: readonly TestJourney[]): number =>
  all.filter(({ codes }) => codes.includes(16)).length / all.length;

test.each([
  ['the stages', 0, 'deviation'],
  ['the stages, looking past the rest', 0, 'ignore'],
  ['flows', 1, 'deviation'],
] as const)('a map of %s: costs and fitness equal the definition', async (_, which, unmapped) => {
  const map = MAPS[which];
  if (map === undefined) throw new Error('There is no such map.');
  // A flow is no part of what a stored journey depends on.
  expect(map.version).toBe(MAPS[0]?.version);
  const answer: ConformanceAnswer = await table.ask(
    { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: ['scroll'], now: NOW },
    { plan: 'conformance', limit: 10_000, min_share: 0, unmapped },
  );
  const meaning = new Meaning(mapProcess(map));
  const shortest = referenceCost(meaning, '', false);
  const judged = journeys.map((journey) => {
    const codes = journey.codes.filter((code) => unmapped === 'deviation' || code < 121);
    const open = isOpen(journey);
    const cost = referenceCost(meaning, word(codes), open);
    const worst = codes.length + (open ? 0 : shortest);
    return { journey, codes, open, cost, worst, fitness: worst === 0 ? 1 : 1 - cost / worst };
  });
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const costs = sum(judged.map(({ cost }) => cost));
  expect(answer).toMatchObject({
    journeys: 500,
    open: judged.filter(({ open }) => open).length,
    variants: new Set(judged.map(({ codes }) => word(codes))).size,
    shortest,
    cost: costs,
    complete: true,
    conversion: conversion(journeys),
  });
  expect(answer.open).toBeGreaterThan(50);
  expect(answer.fitness.average).toBeCloseTo(sum(judged.map(({ fitness }) => fitness)) / 500, 9);
  expect(answer.fitness.log).toBeCloseTo(1 - costs / sum(judged.map(({ worst }) => worst)), 9);
  expect(answer.fitness.designed).toBe(judged.filter(({ cost }) => cost === 0).length);
  const designed = judged.filter(({ cost, open }) => cost === 0 && !open).map(({ journey }) => journey);
  expect(answer.designed.journeys).toBe(designed.length);
  expect(answer.designed.value.amount).toBeCloseTo(bought(designed), 6);
  // Every move that only one side makes is told in exactly one deviation.
  expect(sum(answer.deviations.map(({ moves }) => moves))).toBe(costs);

  const seen = new Set<string>();
  for (const row of answer.list) {
    const codes = row.alignment.filter(({ by }) => by !== 'map').map(({ touchpoint }) => touchpoint);
    expect(codes).toEqual(row.touchpoints);
    expect(row.alignment.filter(({ by }) => by !== 'both').length).toBe(row.cost);
    expect(sum(row.deviations.map(({ moves }) => moves))).toBe(row.cost);
    seen.add(`${row.open} ${row.touchpoints.join(' ')}`);
  }
  expect(seen.size).toBe(answer.list.length);
  expect(sum(answer.list.map((row) => row.journeys))).toBe(500);
  expect(sum(answer.list.map((row) => row.journeys * row.cost))).toBe(costs);
  for (const deviation of answer.deviations) {
    const own = answer.list.filter(({ deviations }) =>
      deviations.some(({ kind, touchpoint }) => kind === deviation.kind && touchpoint === deviation.touchpoint),
    );
    expect(deviation.journeys).toBe(sum(own.map((row) => row.journeys)));
    expect(deviation.value.amount).toBeCloseTo(sum(own.map((row) => row.value.amount)), 6);
    expect(deviation.conversion).toBeCloseTo(
      sum(own.map((row) => row.journeys * row.conversion)) / deviation.journeys,
      9,
    );
    // Of the others, as if as many were still open.
    const parts = [true, false].flatMap((open) => {
      const others = answer.list.filter((row) => row.open === open && !own.includes(row));
      const count = sum(others.map((row) => row.journeys));
      const goals = sum(others.map((row) => row.journeys * row.conversion));
      const weight = sum(own.map((row) => (row.open === open ? row.journeys : 0)));
      return count === 0 ? [] : [{ weight, share: goals / count }];
    });
    const weights = sum(parts.map(({ weight }) => weight));
    if (weights === 0) expect(deviation.conversion_without).toBeNull();
    else
      expect(deviation.conversion_without).toBeCloseTo(
        sum(parts.map(({ weight, share }) => weight * share)) / weights,
        9,
      );
  }
});

test('a limited answer says what it leaves out', async () => {
  const map = MAPS[0];
  if (map === undefined) throw new Error('There is no such map.');
  const context = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: ['scroll'], now: NOW };
  const all = await table.ask(context, { plan: 'conformance', limit: 10_000, min_share: 0 });
  const some = await table.ask(context, { plan: 'conformance', limit: 3, min_share: 0.02 });
  const left = new Map(some.left_out.map(({ what, count }) => [what, count]));
  expect(some.complete).toBe(false);
  expect(some.cost).toBe(all.cost);
  expect(some.deviations).toEqual(all.deviations.slice(0, 3));
  expect(some.list).toEqual(all.list.slice(0, 3));
  expect(left.get('deviations')).toBe(all.deviations.length - 3);
  expect(left.get('variants')).toBe(all.list.length - 3);
  expect(some.desire_paths.length).toBe(3);
  expect((left.get('desire paths') ?? 0) + (left.get('desire paths below min_share') ?? 0)).toBe(
    all.desire_paths.length - 3,
  );
  expect(some.desire_paths.map(({ rank_by_gain }) => rank_by_gain)).toContain(1);
  expect(some.desire_paths.map(({ rank_by_lift }) => rank_by_lift)).toContain(1);
});

test('a journey of 100 000 touchpoints is aligned like any other', async () => {
  const map = MAPS[0];
  if (map === undefined) throw new Error('There is no such map.');
  const endless = (person: string, codes: number[]): TestJourney => ({
    person,
    number: 1,
    start: EPOCH,
    codes,
    offsets: codes.map((_, i) => i * 1000),
    sessions: codes.map(() => 1),
    more: { closed: 1, goal_at: -1 },
  });
  const [few, many] = [1000, 50_000].map((times) => Array.from({ length: times }, () => [4, 121]).flat());
  // The same in short and in long.
  await table.insert('briefly', map.version, [endless('v:1', [2, ...(few ?? []), 16])]);
  await table.insert('endlessly', map.version, [endless('v:1', [2, ...(many ?? []), 16])]);
  const ask = (site: string): Promise<ConformanceAnswer> =>
    table.ask(
      { site, timeZone: 'UTC', currency: 'EUR', map, names: ['scroll'], now: NOW },
      { plan: 'conformance', min_share: 0 },
    );
  const [brief, endlessly] = [await ask('briefly'), await ask('endlessly')];
  expect(brief.list[0]?.touchpoints.length).toBe(2002);
  expect(endlessly.list[0]?.touchpoints.length).toBe(100_002);
  expect(endlessly.cost - brief.cost).toBeGreaterThanOrEqual(49_000);
  const told = ({ deviations }: ConformanceAnswer) => deviations.map(({ kind, touchpoint }) => `${kind} ${touchpoint}`);
  expect(told(endlessly).toSorted()).toEqual(told(brief).toSorted());
  expect(endlessly.deviations.find(({ touchpoint }) => touchpoint === 'scroll')).toMatchObject({
    kind: 'inserted',
    moves: 50_000,
    journeys: 1,
  });
});

test('a desire path is told with what it is compared with', async () => {
  const map = MAPS[0];
  if (map === undefined) throw new Error('There is no such map.');
  const context = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: ['scroll'], now: NOW };
  const answer = await table.ask(context, { plan: 'conformance', limit: 10_000, min_share: 0 });
  const meaning = new Meaning(mapProcess(map));
  const words = journeys.map(({ codes }) => {
    const goal = codes.indexOf(16);
    return goal === -1 ? codes : codes.slice(0, goal + 1);
  });
  // What may follow right after what, by walking everything that the map can still ask for.
  const rests = [meaning.start];
  const known = new Set(rests);
  const follows = new Set<string>();
  for (const rest of rests) {
    for (const step of meaning.of(rest).steps) {
      for (const next of meaning.of(step.rest).steps) follows.add(`${step.symbol} ${next.symbol}`);
      if (!known.has(step.rest)) {
        known.add(step.rest);
        rests.push(step.rest);
      }
    }
  }
  const id = new Map(map.touchpoints.map((touchpoint) => [touchpoint.id, touchpoint.code]));
  const code = (touchpoint: string): number => id.get(touchpoint) ?? (touchpoint === 'scroll' ? 121 : 130);
  const steps = (codes: readonly number[]): [number, number][] => codes.slice(1).map((to, i) => [codes[i] ?? 0, to]);
  // A whole journey is one that is over, as those that went as designed are.
  for (const path of answer.desire_paths.filter(({ kind }) => kind === 'variant')) {
    const way = path.touchpoints.map(code).join(' ');
    const walked = journeys.filter((journey) => !isOpen(journey) && journey.codes.join(' ') === way);
    expect([path.journeys, path.against.journeys]).toEqual([walked.length, answer.designed.journeys]);
    expect(path.conversion).toBeCloseTo(conversion(walked), 9);
    expect(path.lift).toBeCloseTo(conversion(walked) / (answer.designed.conversion ?? 1), 9);
  }
  const shown = answer.desire_paths.filter(({ kind }) => kind === 'transition');
  const expected = new Set(
    words.flatMap((codes) => steps(codes).map((step) => step.join(' '))).filter((step) => !follows.has(step)),
  );
  expect(new Set(shown.map(({ touchpoints }) => touchpoints.map(code).join(' ')))).toEqual(expected);
  for (const path of shown) {
    const [from = 0, to = 0] = path.touchpoints.map(code);
    const walked = journeys.filter((_, i) => steps(words[i] ?? []).some(([a, b]) => a === from && b === to));
    const against = journeys.filter((_, i) => {
      const exits = steps(words[i] ?? []).filter(([a]) => a === from);
      return exits.some((step) => follows.has(step.join(' '))) && !exits.some(([, b]) => b === to);
    });
    expect(path.journeys).toBe(walked.length);
    expect(path.conversion).toBeCloseTo(conversion(walked), 9);
    expect(path.against.journeys).toBe(against.length);
    expect(path.value.amount).toBeCloseTo(bought(walked), 6);
    if (against.length === 0) expect(path).toMatchObject({ lift: null, gain: null });
    else {
      const other = conversion(against);
      if (other > 0) expect(path.lift).toBeCloseTo(conversion(walked) / other, 9);
      else expect(path.lift).toBeNull();
      expect(path.gain).toBeCloseTo(bought(walked) - (bought(against) / against.length) * walked.length, 3);
    }
  }
});

test('an answer says where the map is too large to tell', () => {
  const touchpoints = Array.from({ length: 12 }, (_, i) => ({ name: `T${i}`, event: `t${i}` }));
  const buy = { name: 'Buy', touchpoints: [{ name: 'Order', event: 'purchase' }] };
  const large = { name: 'Large', goal: 'buy', stages: [{ name: 'Look', touchpoints }, buy] };
  const caveats = (input: object) => {
    const map = compileMap(journeyMapSchema.parse(input));
    const site = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: [], now: NOW };
    const journeys = { text: '', params: {} };
    const answer = compilePlan(planSchema.parse({ plan: 'conformance' }), { ...site, journeys }).answer({});
    return (answer as ConformanceAnswer).caveats;
  };
  expect(caveats(large)).toEqual([expect.stringContaining('Stage "look" has too many touchpoints')]);
  expect(caveats(DEFAULT_MAP)).toEqual([]);
});

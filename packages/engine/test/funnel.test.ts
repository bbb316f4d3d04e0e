import { DEFAULT_MAP, type FunnelAnswer, journeyMapSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, type TestJourney } from './journeys-table.ts';
import { naiveTimes, naiveUnits } from './naive-funnel.ts';
import { dice, EPOCH, pick, randomJourneys } from './random-journeys.ts';

const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
// Two touchpoints of the map and three names whose codes are above 127, one of them 253, the last.
const names = Array.from({ length: 133 }, (_, i) => `name_${i}`);
const ALPHABET = new Map([
  ['page_view', 4],
  ['view_item', 7],
  ['name_9', 130],
  ['name_74', 195],
  ['name_132', 253],
]);
const context = (site: string) => ({ site, timeZone: 'UTC', currency: 'EUR', map, names, now: EPOCH + 1e9 });

let table: JourneysTable;
const logs = new Map<string, TestJourney[]>();
beforeAll(async () => {
  table = await openJourneysTable();
  for (let log = 0; log < 4; log++) {
    const journeys = randomJourneys(dice(log + 1), 150, [...ALPHABET.values()], 6);
    logs.set(`log_${log}`, journeys);
    await table.insert(`log_${log}`, map.version, journeys);
  }
});
afterAll(() => table.close());

/** Steps reached and gaps in ms by landing, as the answer tells them when every unit is a segment. */
function told(answer: FunnelAnswer): Record<string, (number | null)[]> {
  return Object.fromEntries(
    answer.segments.map(({ segment, steps }) => [
      segment,
      steps.filter(({ count }) => count > 0).map(({ count, median_ms }, i) => (i === 0 ? count : median_ms)),
    ]),
  );
}

const median = (values: number[]): number | null => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
};

const SEEDS = Array.from({ length: 2 }, (_, i) => i + 100);
test.each(SEEDS)('every mode equals brute force, unit by unit (seed %i)', async (seed) => {
  const roll = dice(seed);
  let pairs = 0;
  for (let round = 0; round < 6; round++) {
    for (const by of ['journey', 'person', 'session'] as const) {
      for (const order of ['ordered', 'strict', 'any'] as const) {
        const steps = Array.from({ length: 1 + roll(4) + (roll(6) === 0 ? 1 : 0) }, () =>
          roll(3) > 0
            ? pick(roll, [...ALPHABET.keys()])
            : Array.from({ length: 1 + roll(3) }, () => pick(roll, [...ALPHABET.keys()])),
        );
        const window = pick(roll, [undefined, 1, 2, 3, 6, 12, 1_000_000]);
        const [site, journeys] = pick(roll, [...logs]);
        const plan = {
          plan: 'funnel',
          by,
          order,
          steps,
          segment_by: 'landing',
          ...(window === undefined ? {} : { window: `${window}ms` }),
        } as const;
        const answer = await table.ask(context(site), plan);

        const codes = steps.map((step) => [step].flat().map((name) => ALPHABET.get(name) ?? 0));
        const expected = new Map<string, (number | null)[]>();
        const reached: number[][] = [];
        const units = naiveUnits(journeys, by);
        const grouped = new Map<string, number[][]>();
        for (const unit of units) {
          const times = naiveTimes(unit.touches, codes, order, window);
          grouped.set(unit.landing, [...(grouped.get(unit.landing) ?? []), times]);
          reached.push(times);
        }
        for (const [landing, group] of grouped) {
          const told = codes.flatMap((_, k) => {
            const there = group.filter((times) => times.length > k);
            if (there.length === 0) return [];
            if (k === 0) return [there.length];
            return [median(there.map((times) => (times[k] ?? 0) - (times[k - 1] ?? 0)))];
          });
          if (told.length > 0) expected.set(landing, told);
        }
        const question = JSON.stringify(plan);
        expect(told(answer), question).toEqual(Object.fromEntries(expected));
        expect(
          answer.steps.map(({ count }) => count),
          question,
        ).toEqual(codes.map((_, k) => reached.filter((times) => times.length > k).length));
        pairs += units.length;
      }
    }
  }
  expect(pairs).toBeGreaterThan(4000);
});

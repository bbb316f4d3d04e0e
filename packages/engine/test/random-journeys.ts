import type { TestJourney } from './journeys-table.ts';

/** Whole numbers from 0 to below `n`, the same for the same seed. */
export type Dice = (n: number) => number;

/** mulberry32 */
export function dice(seed: number): Dice {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * n);
  };
}

export const pick = <T>(roll: Dice, values: readonly T[]): T => {
  if (values.length === 0) throw new Error('Nothing to pick from.');
  return values[roll(values.length)] as T;
};

export const EPOCH = Date.UTC(2026, 0, 1);

/**
 * Persons with one to three journeys of up to `longest` touchpoints, from a small alphabet so that questions meet them;
 * often at the same moment, and with sessions that go on from one journey into the next. `landing` is different in each.
 *
 * @param pace how many ms one tick of their clock is
 */
export function randomJourneys(
  roll: Dice,
  count: number,
  alphabet: readonly number[],
  longest: number,
  pace = 1,
): TestJourney[] {
  const journeys: TestJourney[] = [];
  for (let person = 0; journeys.length < count; person++) {
    let time = EPOCH + roll(1000);
    let session = 1_000_003 * (person + 1);
    for (let number = 1; number <= 1 + roll(3) && journeys.length < count; number++) {
      const length = 1 + roll(longest);
      const start = time;
      const journey: TestJourney = { person: `v:${person}`, number, start, codes: [], offsets: [], sessions: [] };
      for (let i = 0; i < length; i++) {
        journey.codes.push(pick(roll, alphabet));
        journey.offsets.push(time - start);
        journey.sessions.push(session);
        time += pace * pick(roll, [0, 0, 1, 2, 3, 5, 8]);
        if (roll(4) === 0) session += 1;
      }
      journey.more = {
        landing: `/${journeys.length}`,
        device: pick(roll, ['desktop', 'mobile', 'tablet', '']),
        returning: number > 1 ? 1 : 0,
      };
      journeys.push(journey);
    }
  }
  return journeys;
}

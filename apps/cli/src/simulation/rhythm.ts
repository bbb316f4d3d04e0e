import { createRandom, type Random } from './random.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 604_800_000;
/** Share of shoppers by hour of the day: quiet nights, a lunch break, busy evenings. */
const HOURS = [2, 1, 1, 1, 1, 2, 3, 5, 6, 6, 7, 7, 8, 7, 6, 6, 6, 7, 8, 10, 11, 10, 7, 4];
/** By weekday, Sunday first. */
const DAYS = [1.22, 0.98, 0.94, 0.93, 0.95, 0.98, 1.1];
/** Standard deviation of a week's level, as a share. */
const NOISE = 0.03;

/** Draws moments at which shoppers come. */
export type Rhythm = (random: Random) => number;

/**
 * The day's and the week's rhythm over a span, with a mild noise from week to week.
 *
 * @param from start of the span, ms, included
 * @param to its end, ms, excluded
 */
export function createRhythm(seed: number, from: number, to: number): Rhythm {
  const bounds: number[] = [];
  let total = 0;
  for (let hour = from; hour < to; hour += HOUR_MS) {
    const at = new Date(hour);
    const week = createRandom(seed ^ 0x77, Math.floor((hour - from) / WEEK_MS));
    const level = week.logNormal(1, NOISE);
    const span = Math.min(HOUR_MS, to - hour) / HOUR_MS;
    total += (HOURS[at.getUTCHours()] ?? 1) * (DAYS[at.getUTCDay()] ?? 1) * level * span;
    bounds.push(total);
  }
  return (random) => {
    const sought = random.next() * total;
    let low = 0;
    let high = bounds.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((bounds[middle] ?? 0) > sought) high = middle;
      else low = middle + 1;
    }
    const start = from + low * HOUR_MS;
    return Math.floor(start + random.next() * Math.min(HOUR_MS, to - start));
  };
}

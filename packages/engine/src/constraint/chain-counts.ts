import { type DurationHistogram, emptyHistogram } from '../statistics/duration-histogram.ts';

/** One segment in one period. */
export interface ChainPeriod {
  /**
   * For each step of the chain, how long the journeys that had come to it waited until they went on. Journeys at step
   * k + 1 are exactly those that went on from step k inside its window, so the shares multiply up to orders.
   */
  steps: DurationHistogram[];
}

/** One segment with all its periods. */
export interface ChainSegment {
  segment: string;
  /** Index 0 is the period that is judged, i the i-th of equal length before it. */
  periods: ChainPeriod[];
  /**
   * The same weeks a year before, where they are known: the period after that of the judged one, that one, then as many
   * before it as there are in history.
   */
  lastYear?: ChainPeriod[];
  /** What one order is worth on the average of all, whatever it was paid in: how much of each currency; empty where there was none. */
  orderValues: ReadonlyMap<string, number>;
}

/** All that the judgement rests on: its size does not depend on the number of journeys. */
export interface ChainCounts {
  segments: ChainSegment[];
}

/** A period in which nothing happened. */
export function emptyPeriod(steps: number): ChainPeriod {
  return { steps: Array.from({ length: steps }, emptyHistogram) };
}

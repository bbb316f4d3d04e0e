import { normalQuantile } from '../statistics/normal-quantile.ts';
import { shareDifference } from '../statistics/share-difference.ts';

/** Level at which something counts as met more often than before: several kinds are looked at, so 1 in 200. */
const LEVEL = 0.005;

/** Journeys that are looked at. */
export interface StepSizes {
  judged: number;
  history: number;
}

/** A share beside that of history. */
export interface ComparedShares {
  share: number;
  /** Null where there is no history. */
  reference_share: number | null;
  /** More often than before by more than chance explains. */
  more: boolean;
  /** Difference in standard deviations; 0 where nothing can be said. */
  score: number;
}

/**
 * Compares how many journeys met something, now and in history, one-sided. History is many times as long, and what goes wrong
 * is rare: a single journey that met what none had met before would be far out of the ordinary by the spread of shares, though
 * chance brings it every so many periods.
 */
export function compareShares(journeys: number, before: number, size: StepSizes): ComparedShares {
  const [met, had] = [Math.min(journeys, size.judged), Math.min(before, size.history)];
  const share = size.judged > 0 ? met / size.judged : 0;
  const reference = size.history > 0 ? had / size.history : null;
  const score =
    reference === null || size.judged === 0
      ? 0
      : shareDifference({ count: met, size: size.judged }, { count: had, size: size.history });
  return { share, reference_share: reference, more: score > normalQuantile(1 - LEVEL), score };
}

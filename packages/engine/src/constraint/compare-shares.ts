import { normalQuantile } from '../statistics/normal-quantile.ts';

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

/** Compares how many journeys met something, now and in history: two shares, pooled variance, one-sided. */
export function compareShares(journeys: number, before: number, size: StepSizes): ComparedShares {
  const share = size.judged > 0 ? Math.min(1, journeys / size.judged) : 0;
  const reference = size.history > 0 ? Math.min(1, before / size.history) : null;
  const pooled = (journeys + before) / Math.max(1, size.judged + size.history);
  const spread = Math.sqrt(Math.max(0, pooled * (1 - pooled)) * (1 / size.judged + 1 / size.history));
  const score = reference === null || !(spread > 0) || !Number.isFinite(spread) ? 0 : (share - reference) / spread;
  return { share, reference_share: reference, more: score > normalQuantile(1 - LEVEL), score };
}

import type { LogOdds } from '../statistics/logit.ts';

/** How far seasons and trends carry a step's conversion in one period, log-odds: standard deviation, before looking. */
const DRIFT = 0.012;
/** What a straight line misses of a season that bends, as a share of that. */
const BEND = 0.4;

/** Where a step's conversion is heading. */
export interface Trend {
  /** Log-odds per period, towards the present. */
  slope: number;
  variance: number;
}

/**
 * The slope of a step's history, drawn towards none: a season that has been pulling a step down for weeks is no change
 * of the judged week. Without history it is not known at all.
 * @param series by period, the latest first; an infinite variance means not known
 * @param noise variance from period to period, beside sampling
 */
export function trendOf(series: readonly LogOdds[], noise: number): Trend {
  const known = series.flatMap((one, before) =>
    Number.isFinite(one.variance) ? [{ at: -1 - before, value: one.value, weight: 1 / (one.variance + noise) }] : [],
  );
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  const bend = (BEND * DRIFT) ** 2;
  if (total === 0) return { slope: 0, variance: DRIFT ** 2 + bend };
  const middle = known.reduce((sum, { at, weight }) => sum + weight * at, 0) / total;
  let precision = 1 / DRIFT ** 2;
  let pull = 0;
  for (const { at, value, weight } of known) {
    precision += weight * (at - middle) ** 2;
    pull += weight * (at - middle) * value;
  }
  return { slope: pull / precision, variance: 1 / precision + bend };
}

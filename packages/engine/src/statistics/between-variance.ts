import type { LogOdds } from './logit.ts';

/** How much repeated measurements differ beyond their sampling. */
export interface BetweenVariance {
  /** At least 0. */
  variance: number;
  /** Degrees of freedom behind it; 0 where nothing was repeated. */
  degrees: number;
}

/**
 * Variance between periods (over-dispersion), the same for all series: DerSimonian and Laird's moment estimate, pooled.
 * @param series each the repeated measurements of one thing, for example the weeks of one stage; those without
 * information (infinite variance) are left out
 */
export function betweenVariance(series: readonly (readonly LogOdds[])[]): BetweenVariance {
  let statistic = 0;
  let degrees = 0;
  let scale = 0;
  for (const all of series) {
    const measured = all.filter((one) => Number.isFinite(one.variance) && one.variance > 0);
    if (measured.length < 2) continue;
    let weights = 0;
    let squares = 0;
    let sum = 0;
    for (const one of measured) {
      weights += 1 / one.variance;
      squares += 1 / one.variance ** 2;
      sum += one.value / one.variance;
    }
    const mean = sum / weights;
    for (const one of measured) statistic += (one.value - mean) ** 2 / one.variance;
    degrees += measured.length - 1;
    scale += weights - squares / weights;
  }
  return { variance: scale > 0 ? Math.max(0, (statistic - degrees) / scale) : 0, degrees };
}

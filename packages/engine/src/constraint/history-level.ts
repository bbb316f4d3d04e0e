import { type BetaPrior, fitBetaBinomial, shrink } from '../statistics/beta-binomial.ts';
import { type LogOdds, logOddsOf } from '../statistics/logit.ts';
import type { StepShares } from './step-shares.ts';

/** Where a segment stood at a step before the judged period. */
export interface HistoryLevel {
  /** Drawn towards the other segments as far as its own history is thin. */
  level: LogOdds;
  /** The same as a share. */
  share: number;
  /** Share of one period's noise that is left in the average over the periods, 1 / their effective number. */
  noiseShare: number;
  /** Periods from the middle of the history to the judged one; 0 where the segment has no history of its own. */
  age: number;
}

/**
 * The level of each segment over the history of a step, or null where the step has no history at all. Periods weigh by
 * their size up to the point where the noise between periods, not sampling, is what makes them differ.
 * @param noise variance between periods, log-odds
 */
export function historyLevels(step: StepShares, noise: number): HistoryLevel[] | null {
  const averages = step.segments.map(({ history }) => {
    const periods = history.flatMap((share, before) =>
      share.effectiveSize > 0 ? [{ ...share, age: before + 1 }] : [],
    );
    const weights = periods.map((share) => 1 / (logOddsOf(share.share, share.effectiveSize).variance + noise));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let share = 0;
    let variance = 0;
    let squares = 0;
    let age = 0;
    for (const [index, period] of periods.entries()) {
      const weight = (weights[index] ?? 0) / total;
      const smooth = (period.share * period.effectiveSize + 0.5) / (period.effectiveSize + 1);
      share += weight * period.share;
      variance += (weight ** 2 * smooth * (1 - smooth)) / period.effectiveSize;
      squares += weight ** 2;
      age += weight * period.age;
    }
    const spread = share * (1 - share);
    const known = periods.reduce((sum, period) => sum + period.effectiveSize, 0);
    const size = spread > 0 && variance > 0 ? Math.min(known, spread / variance) : known;
    return { successes: share * size, size, noiseShare: periods.length === 0 ? 1 : squares, age };
  });
  if (averages.every((average) => average.size === 0)) return null;
  const prior: BetaPrior = fitBetaBinomial(averages);
  return averages.map((average) => {
    const shrunk = averages.length > 1 ? shrink(average, prior) : average;
    const share = shrunk.successes / shrunk.size;
    return { level: logOddsOf(share, shrunk.size), share, noiseShare: average.noiseShare, age: average.age };
  });
}

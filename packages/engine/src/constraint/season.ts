import { aalenJohansen } from '../statistics/aalen-johansen.ts';
import { emptyHistogram } from '../statistics/duration-histogram.ts';
import type { LogOdds } from '../statistics/logit.ts';
import { quantile } from '../statistics/quantile.ts';
import type { ChainCounts } from './chain-counts.ts';
import { commonSeries } from './period-noise.ts';
import type { StepShares } from './step-shares.ts';

/** How far a season carries a step from its history to the judged period, log-odds: standard deviation, before looking. */
const USUAL_SD = 0.05;
/** No season is like the one before: what of it does not repeat, as a share of it. */
const UNLIKE = 0.3;
/** The median of three periods is as sure as so many of them. */
const OF_THREE = 2.2;
/** Fewer periods of a year ago say nothing about where the same one stood among them. */
const LEAST_PERIODS = 3;

/** What the same weeks a year ago say about a step: how the season moves it. */
export interface Season {
  /** Log-odds by period of history, the latest first: how much higher the season has it there than in the judged period. */
  offsets: number[];
  /** From the mean of history to the judged period. */
  shift: number;
  variance: number;
}

/** By step, the conversions of a year ago, measured up to the same horizons as those of now; null where there are none. */
export function lastYearSeries(counts: ChainCounts, shares: readonly StepShares[]): (LogOdds[] | null)[] {
  if (counts.segments.every(({ lastYear }) => lastYear === undefined)) return shares.map(() => null);
  return shares.map((step, index) =>
    commonSeries({
      ...step,
      segments: step.segments.map(({ judged }, segment) => ({
        judged,
        history: (counts.segments[segment]?.lastYear ?? []).map(({ steps }) =>
          aalenJohansen(steps[index] ?? emptyHistogram(), step.horizonBin),
        ),
      })),
    }),
  );
}

/**
 * The season of a step, from the same weeks a year ago: only how they differ among themselves counts, so whatever has
 * become better or worse since then does not. Each week is taken as the median of itself and its neighbours, for what
 * befell a single week is no season. It is drawn towards none as far as it is no larger than ordinary ups and downs.
 * @param series of a year ago: the period after the same one, the same one, then those before it, the latest first
 * @param noise variance from period to period, beside sampling
 */
export function seasonOf(series: readonly LogOdds[] | null, noise: number): Season | null {
  if (series === null) return null;
  const known = series.map(({ value, variance }) => (Number.isFinite(variance) ? { value, variance } : null));
  const around = (place: number) => known.slice(Math.max(0, place - 1), place + 2).filter((one) => one !== null);
  const smooth = series.slice(1).map((_, index) => {
    const near = around(index + 1);
    return near.length < 2 ? null : quantile(Float64Array.from(near, ({ value }) => value).sort(), 0.5);
  });
  const [same = null, ...before] = smooth;
  const there = before.filter((value) => value !== null);
  if (same === null || there.length < LEAST_PERIODS) return null;
  const sampling =
    known.reduce((sum, one) => sum + (one?.variance ?? 0), 0) / known.filter((one) => one !== null).length;
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  const variance = (noise + sampling) * (1 / OF_THREE + 1 / there.length);
  // Where it is clearly more than chance, it is taken for what it is.
  const prior = Math.max(USUAL_SD ** 2, (same - mean) ** 2 - variance);
  const part = prior / (prior + variance);
  const shift = part * (same - mean);
  return {
    offsets: before.map((value) => part * ((value ?? mean) - same)),
    shift,
    variance: part * variance + (UNLIKE * shift) ** 2,
  };
}

import { aalenJohansen } from '../statistics/aalen-johansen.ts';
import { emptyHistogram, histogramSize, mergeHistogram } from '../statistics/duration-histogram.ts';
import type { ChainCounts } from './chain-counts.ts';
import type { ChainState } from './lmdi.ts';
import type { StepShares } from './step-shares.ts';

/** The chain in the judged period, and in an average period of its history, as measured. */
export interface ChainPast {
  now: ChainState;
  /** Null where there is no history. */
  before: ChainState | null;
  /** By step, then by segment: journeys that came to it in all of history. */
  arrived: number[][];
  /** The same of the judged period. */
  arriving: number[][];
}

/**
 * The two states whose difference is to be explained. History is all its periods together, measured up to the same
 * horizons as the judged period; its entrants are those of an average period in which there were any.
 */
export function chainPast(counts: ChainCounts, shares: readonly StepShares[]): ChainPast {
  const pooled = shares.map(({ horizonBin }, step) =>
    counts.segments.map(({ periods }) => {
      const all = emptyHistogram();
      for (const period of periods.slice(1)) mergeHistogram(all, period.steps[step] ?? emptyHistogram());
      return { size: histogramSize(all), share: aalenJohansen(all, horizonBin).share };
    }),
  );
  const length = counts.segments[0]?.periods.length ?? 0;
  let lived = 0;
  for (let period = 1; period < length; period++) {
    if (counts.segments.some(({ periods }) => histogramSize(periods[period]?.steps[0] ?? emptyHistogram()) > 0))
      lived++;
  }
  const rates = (step: readonly { size: number; share: number }[]) =>
    step.map(({ size, share }) => (size > 0 ? share : null));
  return {
    now: {
      entrants: counts.segments.map((_, segment) => shares[0]?.segments[segment]?.judged.size ?? 0),
      conversions: shares.map(({ segments }) => rates(segments.map(({ judged }) => judged))),
    },
    before:
      lived === 0
        ? null
        : { entrants: (pooled[0] ?? []).map(({ size }) => size / lived), conversions: pooled.map(rates) },
    arrived: pooled.map((step) => step.map(({ size }) => size)),
    arriving: shares.map(({ segments }) => segments.map(({ judged }) => judged.size)),
  };
}

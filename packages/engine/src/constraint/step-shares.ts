import { aalenJohansen, type CensoredShare, supportedHorizon } from '../statistics/aalen-johansen.ts';
import { emptyHistogram, mergeHistogram } from '../statistics/duration-histogram.ts';
import type { ChainCounts } from './chain-counts.ts';

/** Of the journeys that did not go on, at least this share must have been watched up to the end of an estimate. */
const LEAST_WATCHED = 0.03;

/** The measured conversion of one step. */
export interface StepShares {
  /** The bin up to which conversion is measured, in the judged period and in history alike. */
  horizonBin: number;
  /** By segment, in the order of the counts. */
  segments: { judged: CensoredShare; history: CensoredShare[] }[];
  /** All segments of the judged period together. */
  judged: CensoredShare;
}

/**
 * Conversion of every step, by segment and period, aware of the journeys that are still on their way. A young period
 * cannot show how many go on late; so each step has one horizon, the longest that the judged period supports, and
 * history is measured at the same one: old journeys get no more time than new ones had.
 */
export function stepShares(counts: ChainCounts, steps: number): StepShares[] {
  return Array.from({ length: steps }, (_, step) => {
    const pooled = emptyHistogram();
    const histogram = (segment: number, period: number) =>
      counts.segments[segment]?.periods[period]?.steps[step] ?? emptyHistogram();
    for (const index of counts.segments.keys()) mergeHistogram(pooled, histogram(index, 0));
    const horizonBin = supportedHorizon(pooled, LEAST_WATCHED);
    return {
      horizonBin,
      segments: counts.segments.map(({ periods }, index) => ({
        judged: aalenJohansen(histogram(index, 0), horizonBin),
        history: periods.slice(1).map((_, before) => aalenJohansen(histogram(index, before + 1), horizonBin)),
      })),
      judged: aalenJohansen(pooled, horizonBin),
    };
  });
}

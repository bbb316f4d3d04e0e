import { DURATION_BINS } from './duration-bins.ts';

/** How a wait for something was observed to end: it happened, it can happen no more, or the observation stopped first. */
export type DurationEnd = 'advanced' | 'ended' | 'pending';

/**
 * Durations in bins, by how they ended. Index 200 of `pending` holds those that waited the whole window and are known
 * not to have advanced in it.
 */
export interface DurationHistogram {
  advanced: Float64Array;
  ended: Float64Array;
  pending: Float64Array;
}

/** A histogram with nothing in it. */
export function emptyHistogram(): DurationHistogram {
  const bins = () => new Float64Array(DURATION_BINS + 1);
  return { advanced: bins(), ended: bins(), pending: bins() };
}

/** Adds `count` durations of one bin. */
export function addDurations(histogram: DurationHistogram, end: DurationEnd, bin: number, count: number): void {
  const bins = histogram[end];
  bins[bin] = (bins[bin] ?? 0) + count;
}

/** Adds all of `other` to `histogram`. */
export function mergeHistogram(histogram: DurationHistogram, other: DurationHistogram): void {
  for (const end of ['advanced', 'ended', 'pending'] as const) {
    other[end].forEach((count, bin) => {
      if (count > 0) addDurations(histogram, end, bin, count);
    });
  }
}

/** Everything that is in the histogram. */
export function histogramSize(histogram: DurationHistogram): number {
  let sum = 0;
  for (const bins of [histogram.advanced, histogram.ended, histogram.pending]) for (const count of bins) sum += count;
  return sum;
}

import { durationMs, type FunnelPlan, type TimeToConvert } from '@desirepath/schema';
import { aalenJohansen } from '../statistics/aalen-johansen.ts';
import { binStart, DURATION_BINS } from '../statistics/duration-bins.ts';
import type { DurationHistogram } from '../statistics/duration-histogram.ts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import type { Row } from './question.ts';
import { list, num } from './row-values.ts';

const YEAR = 365 * 86_400_000;
/** Bins of durations that make one bin of the answer. */
const BINS_TOGETHER = 8;

/** Time within which a conversion counts, ms. */
export function horizonMs(plan: FunnelPlan): number {
  return plan.window === undefined ? YEAR : Math.max(1, durationMs(plan.window));
}

/**
 * Makes the time to convert of how the waits ended.
 * @param row with `converted` and its exact `quantiles`
 */
export function timeToConvert(horizon: number, histogram: DurationHistogram, row: Row | undefined): TimeToConvert {
  const estimate = aalenJohansen(histogram);
  const converted = num(row, 'converted');
  const [median = null, p90 = null] = converted === 0 ? [] : list(row, 'quantiles').map(Number);
  const aware = (part: number): number | null => {
    if (estimate.share === 0) return null;
    for (let bin = 1; bin <= DURATION_BINS; bin++) {
      const here = aalenJohansen(histogram, bin).share;
      if (here < part * estimate.share) continue;
      // Inside the bin, as if conversions were spread evenly over it.
      const before = bin === 1 ? 0 : aalenJohansen(histogram, bin - 1).share;
      const [from, to] = [binStart(bin - 1, horizon), binStart(bin, horizon)];
      return from + ((part * estimate.share - before) / (here - before)) * (to - from);
    }
    return horizon;
  };
  const bins: TimeToConvert['histogram'] = [];
  for (let bin = 0; bin < DURATION_BINS; bin += BINS_TOGETHER) {
    const count = histogram.advanced.slice(bin, bin + BINS_TOGETHER).reduce((sum, one) => sum + one, 0);
    if (count > 0) bins.push({ from_ms: binStart(bin, horizon), to_ms: binStart(bin + BINS_TOGETHER, horizon), count });
  }
  return {
    converted,
    open: histogram.pending.slice(0, DURATION_BINS).reduce((sum, one) => sum + one, 0),
    median_ms: median,
    p90_ms: p90,
    share: estimate.size === 0 ? null : estimate.share,
    interval: estimate.size === 0 ? null : wilsonInterval(estimate.share, estimate.effectiveSize),
    aware_median_ms: aware(0.5),
    aware_p90_ms: aware(0.9),
    horizon_ms: horizon,
    histogram: bins,
  };
}

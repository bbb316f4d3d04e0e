import { durationMs, type FunnelPlan, type TimeToConvert } from '@desirepath/schema';
import type { Sql } from '../sql.ts';
import { aalenJohansen } from '../statistics/aalen-johansen.ts';
import { binStart, DURATION_BINS } from '../statistics/duration-bins.ts';
import { emptyHistogram } from '../statistics/duration-histogram.ts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import type { FunnelRelation } from './funnel-relation.ts';
import { type Carried, carriedText } from './funnel-units.ts';
import { Params } from './params.ts';
import type { QuestionContext, Row } from './question.ts';
import { list, num } from './row-values.ts';
import { addOutcome, outcomeColumns, outcomeText } from './step-outcome.ts';

const YEAR = 365 * 86_400_000;
const CARRIED: readonly Carried[] = ['began', 'length', 'over'];
/** Bins of durations that make one bin of the answer. */
const BINS_TOGETHER = 8;

/** Time within which a conversion counts, ms. */
function horizonMs(plan: FunnelPlan): number {
  return plan.window === undefined ? YEAR : Math.max(1, durationMs(plan.window));
}

/** The queries behind the time to convert: how the waits from the first step to the last ended, and exact quantiles. */
export function timingQueries(
  plan: FunnelPlan,
  context: QuestionContext,
  relation: FunnelRelation,
): Record<'waits' | 'quantiles', Sql> {
  const last = relation.steps.length;
  const w = new Params('q_');
  const horizon = w.add('horizon', 'Int64', horizonMs(plan));
  const at = (what: Carried) => carriedText(what, CARRIED);
  const key = outcomeText({
    entry: 'times[1]',
    wait: `if(times[${last}] < 0, toInt64(-1), times[${last}] - times[1])`,
    window: horizon,
    age: `(${w.add('now', 'Int64', context.now)} - ${at('began')})`,
    length: at('length'),
    over: at('over'),
  });
  const waits = w.sql(`SELECT ${outcomeColumns('key')}, toFloat64(count()) AS journeys
FROM (
  SELECT ${key} AS key
  FROM (${relation.full(CARRIED, w)})
  WHERE times[1] >= 0
)
GROUP BY key
ORDER BY key`);
  const q = new Params('q_');
  const quantiles =
    q.sql(`SELECT toFloat64(count()) AS converted, quantilesExactInclusive(0.5, 0.9)(times[${last}] - times[1]) AS quantiles
FROM (${relation.full(['began'], q)})
WHERE times[${last}] >= 0`);
  return { waits, quantiles };
}

/** Makes the time to convert of their rows. */
export function foldTiming(plan: FunnelPlan, waits: readonly Row[], quantiles: readonly Row[]): TimeToConvert {
  const horizon = horizonMs(plan);
  const histogram = emptyHistogram();
  for (const row of waits) addOutcome(histogram, row);
  const estimate = aalenJohansen(histogram);
  const converted = num(quantiles[0], 'converted');
  const [median = null, p90 = null] = converted === 0 ? [] : list(quantiles[0], 'quantiles').map(Number);
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

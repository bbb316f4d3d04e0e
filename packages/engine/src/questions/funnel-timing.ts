import type { FunnelPlan, TimeToConvert } from '@desirepath/schema';
import type { Sql } from '../sql.ts';
import { emptyHistogram } from '../statistics/duration-histogram.ts';
import type { FunnelRelation } from './funnel-relation.ts';
import { MOST_TOLD_APART, segmentCarries, segmentTexts } from './funnel-segment.ts';
import { type Carried, carriedText } from './funnel-units.ts';
import { Params } from './params.ts';
import type { QuestionContext, Row } from './question.ts';
import { list, text } from './row-values.ts';
import { addOutcome, addStays, outcomeColumns, outcomeText } from './step-outcome.ts';
import { horizonMs, timeToConvert } from './time-to-convert.ts';

const CARRIED: readonly Carried[] = ['began', 'length', 'over'];

/** SQL of how the wait from the first step to the last ended, over `unit` and filled up `times`. */
function waitText(
  plan: FunnelPlan,
  context: QuestionContext,
  last: number,
  carried: readonly Carried[],
  params: Params,
): string {
  const horizon = params.add('horizon', 'Int64', horizonMs(plan));
  const at = (what: Carried) => carriedText(what, carried);
  return outcomeText({
    entry: 'times[1]',
    wait: `if(times[${last}] < 0, toInt64(-1), times[${last}] - times[1])`,
    window: horizon,
    age: `(${params.add('now', 'Int64', context.now)} - ${at('began')})`,
    length: at('length'),
    over: at('over'),
  });
}

/** The queries behind the time to convert: how the waits from the first step to the last ended, and exact quantiles. */
export function timingQueries(
  plan: FunnelPlan,
  context: QuestionContext,
  relation: FunnelRelation,
): Record<'waits' | 'quantiles', Sql> {
  const last = relation.steps.length;
  const w = new Params('q_');
  const key = waitText(plan, context, last, CARRIED, w);
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

/** The same for each of the largest segments, a row each. */
export function segmentTimingQuery(plan: FunnelPlan, context: QuestionContext, relation: FunnelRelation): Sql {
  const carried = [...segmentCarries(plan), ...CARRIED];
  const { segment, has } = segmentTexts(plan, relation.steps, carried);
  const last = relation.steps.length;
  const params = new Params('q_');
  const key = waitText(plan, context, last, carried, params);
  return params.sql(`SELECT
  segment, sumMap([key], [toUInt64(1)]) AS ends, ends.1 AS end_keys, arrayMap(n -> toFloat64(n), ends.2) AS end_counts,
  toFloat64(countIf(wait >= 0)) AS converted, quantilesExactInclusiveIf(0.5, 0.9)(wait, wait >= 0) AS quantiles
FROM (
  SELECT ${segment} AS segment, ${key} AS key, if(times[${last}] < 0, toInt64(-1), times[${last}] - times[1]) AS wait
  FROM (${relation.full(carried, params)})
  WHERE times[1] >= 0 AND ${has}
)
GROUP BY segment
ORDER BY count() DESC, segment
LIMIT ${MOST_TOLD_APART}`);
}

/** Makes the time to convert of their rows. */
export function foldTiming(plan: FunnelPlan, waits: readonly Row[], quantiles: readonly Row[]): TimeToConvert {
  const histogram = emptyHistogram();
  for (const row of waits) addOutcome(histogram, row);
  return timeToConvert(horizonMs(plan), histogram, quantiles[0]);
}

/** Makes that of each segment, by its name. */
export function foldSegmentTimings(plan: FunnelPlan, rows: readonly Row[]): Map<string, TimeToConvert> {
  return new Map(
    rows.map((row) => {
      const histogram = emptyHistogram();
      const counts = list(row, 'end_counts');
      for (const [i, key] of list(row, 'end_keys').entries()) addStays(histogram, Number(key), Number(counts[i]));
      return [text(row, 'segment'), timeToConvert(horizonMs(plan), histogram, row)];
    }),
  );
}

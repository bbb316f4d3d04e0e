import type { StagesPlan } from '@desirepath/schema';
import { dimensionText, filterText, spanText } from './filter.ts';
import { journeyMoments } from './journey-moments.ts';
import { orderTotals } from './order-totals.ts';
import { Params } from './params.ts';
import type { Span } from './period.ts';
import type { Question, QuestionContext } from './question.ts';
import { outcomeColumns, outcomeKey, outcomeText } from './step-outcome.ts';

/** Segments shown; the rest is said to be left out. */
export const MOST_SEGMENTS = 50;

/**
 * The queries behind the stages. `durations`: for each stage, and each of the largest segments, how the stays of its
 * journeys ended and after how long, in bins. `times`: exact quantiles of the time to go on. `orders`: what was bought.
 * Rows with `every` = 1 are of all journeys; `place` ranks the segments by their journeys, and `places` counts them.
 */
export function stageQueries(plan: StagesPlan, context: QuestionContext, span: Span): Question['queries'] {
  const segment = plan.segment_by === undefined ? undefined : dimensionText(plan.segment_by);

  const params = () => new Params('q_');
  const where = (own: Params): string => `${spanText('start', span, own)} AND ${filterText(plan.filter, own)}`;
  const windows = (own: Params): string =>
    own.add(
      'windows',
      'Array(Int64)',
      context.map.stages.map((stage) => stage.windowMs),
    );
  const name = segment ?? "''";
  const every = segment === undefined ? 'toUInt8(1)' : 'toUInt8(grouping(segment))';
  const groupBy = (columns: string): string =>
    segment === undefined ? `segment, ${columns}` : `GROUPING SETS ((${columns}), (segment, ${columns}))`;

  // One row goes in for each stage that a journey came to or past; for the first one always, so its rows are the journeys of the segment.
  const d = params();
  const moments = journeyMoments(context, d);
  const durations = d.sql(`SELECT *
FROM (
  SELECT *, toFloat64(max(place) OVER ()) AS places
  FROM (
  SELECT *, dense_rank() OVER (ORDER BY every DESC, all_journeys DESC, segment) AS place
  FROM (
    SELECT
      segment, every, stage, ${outcomeColumns('key')}, journeys, looped,
      sumIf(journeys, stage = 1) OVER (PARTITION BY segment, every) AS all_journeys
    FROM (
      SELECT
        segment, ${every} AS every, stay.1 AS stage, stay.2 AS key,
        toFloat64(count()) AS journeys, toFloat64(sum(stay.3)) AS looped
      FROM (
        SELECT
          ${name} AS segment, ${moments.age} AS age, ${moments.length} AS length, ${moments.over} AS over,
          arrayReverse(arrayCumSum(first -> first >= 0, arrayReverse(stage_first))) AS from_here_on,
          arrayJoin(arrayFilter(stay -> stay.2 != ${outcomeKey('absent')} OR stay.1 = 1, arrayMap((stage, first, next, looped, touched, window) -> (
            toUInt8(stage),
            multiIf(first < 0 AND touched > 0, ${outcomeKey('skipped')}, first < 0, ${outcomeKey('absent')}, ${outcomeText(
              {
                entry: 'first',
                wait: 'if(next < 0, toInt64(-1), next - first)',
                window: 'window',
                age: 'age',
                length: 'length',
                over: 'over',
              },
            )}),
            looped
          ), arrayEnumerate(stage_first), stage_first, stage_advanced, stage_looped, from_here_on, ${windows(d)}))) AS stay
        FROM (${d.include(context.journeys)})
        WHERE ${where(d)}
      )
      GROUP BY ${groupBy('stay.1, stay.2')}
    )
  )
  )
)
WHERE place <= ${MOST_SEGMENTS + 1}
ORDER BY place, stage, outcome, bin`);

  const t = params();
  const times = t.sql(`SELECT *
FROM (
  SELECT *, dense_rank() OVER (ORDER BY every DESC, all_journeys DESC, segment) AS place
  FROM (
    SELECT segment, every, stage, advanced, quantiles, sumIf(journeys, stage = 1) OVER (PARTITION BY segment, every) AS all_journeys
    FROM (
      SELECT
        segment, ${every} AS every, wait.1 AS stage, toFloat64(count()) AS journeys,
        countIf(wait.2 >= 0) AS advanced, quantilesExactInclusiveIf(0.5, 0.9)(wait.2, wait.2 >= 0) AS quantiles
      FROM (
        SELECT
          ${name} AS segment,
          arrayJoin(arrayFilter(wait -> wait.2 >= 0 OR wait.1 = 1, arrayMap(
            (stage, first, next, window) -> (toUInt8(stage), if(next >= 0 AND next - first <= window, next - first, toInt64(-1))),
            arrayEnumerate(stage_first), stage_first, stage_advanced, ${windows(t)}))) AS wait
        FROM (${t.include(context.journeys)})
        WHERE ${where(t)}
      )
      GROUP BY ${groupBy('wait.1')}
    )
  )
)
WHERE place <= ${MOST_SEGMENTS + 1} AND advanced > 0
ORDER BY place, stage`);

  const orders = params();
  const bought = orderTotals(orders.include(context.journeys), "''", where(orders), orders);

  return { durations, times, orders: bought };
}

import { dimensionText, filterText, spanText } from '../questions/filter.ts';
import { orderTotals } from '../questions/order-totals.ts';
import { Params } from '../questions/params.ts';
import type { Question, QuestionContext } from '../questions/question.ts';
import { outcomeColumns, outcomeText } from '../questions/step-outcome.ts';
import { type ChainScope, chainJourneys, periodText } from './chain-journeys.ts';
import { OTHER_SEGMENTS } from './fold-chain-counts.ts';

/** Segments judged on their own: the largest, and of them those that have at least 1 in 200 journeys. */
const MOST_SEGMENTS = 23;
const RAREST = 200;

/**
 * The queries behind the constraint. `steps`: for each period, segment and step of the chain, how long journeys waited
 * until they went on, in bins, and how many segments there are (`places`); bounded by periods x 24 segments x steps x bins, not by journeys. `orders`: what the judged
 * period's orders are worth.
 *
 * A journey counts at a step in the period in which it *came to that step*, as a life table counts by period and not by
 * birth: what breaks this week is seen this week, in journeys of any age, and not in the history of those that began
 * before. Where a journey has touched stages out of order, what counts is when it first reached stage k *or a later one*
 * of the chain: so a skipped stage is passed in no time, and whoever comes to step k + 1 went on from step k inside its
 * window. The product of the shares is the share of entrants that would reach the goal if things stayed as they were in
 * that period.
 */
export function chainQueries(scope: ChainScope, context: QuestionContext): Question['queries'] {
  const steps = scope.chain.length - 1;
  const q = new Params('q_');
  const windows = q.add(
    'windows',
    'Array(Int64)',
    scope.chain.slice(0, -1).map((stage) => stage.windowMs),
  );
  const counted = q.sql(`SELECT
  period, if(place <= ${MOST_SEGMENTS} AND size * ${RAREST} >= everything, segment, '${OTHER_SEGMENTS}') AS segment,
  step, ${outcomeColumns('key')}, toFloat64(sum(journeys)) AS journeys, toFloat64(any(places)) AS places
FROM (
  SELECT *, max(place) OVER () AS places
  FROM (
  SELECT *, dense_rank() OVER (ORDER BY size DESC, segment) AS place
  FROM (
    SELECT
      *,
      sumIf(journeys, step = 1) OVER (PARTITION BY segment) AS size,
      sumIf(journeys, step = 1) OVER () AS everything
    FROM (
      SELECT stay.3 AS period, segment, stay.1 AS step, stay.2 AS key, count() AS journeys
      FROM (
        SELECT
          segment,
          arrayFirstIndex((wait, window) -> wait > window, waits, ${windows}) AS stuck,
          arrayJoin(arrayFilter(stay -> stay.3 >= 0, arrayMap((step, entry, wait, window) -> (
            toUInt8(step),
            ${outcomeText({ entry: 'entry', wait: 'wait', window: 'window', age: 'age', length: 'length', over: 'over' })},
            ${periodText('start_ms + entry', scope, q)}
          ), range(1, if(stuck = 0, ${steps}, stuck) + 1),
            arraySlice(reached, 1, if(stuck = 0, ${steps}, stuck)),
            arraySlice(waits, 1, if(stuck = 0, ${steps}, stuck)),
            arraySlice(${windows}, 1, if(stuck = 0, ${steps}, stuck))))) AS stay
        FROM (
          SELECT
            segment, start_ms, age, length, over, reached,
            arrayMap(k -> reached[k + 1] - reached[k], range(1, ${steps + 1})) AS waits
          FROM (
${chainJourneys(scope, context, q)}
          )
        )
      )
      GROUP BY period, segment, step, key
    )
  )
  )
)
GROUP BY period, segment, step, key
ORDER BY period, segment, step, outcome, bin`);

  const o = new Params('q_');
  const bought = orderTotals(
    o.include(context.journeys),
    dimensionText(scope.plan.segment_by),
    `goal_at >= 0 AND ${spanText('start + toIntervalMillisecond(goal_at)', scope.span, o)} AND ${filterText(scope.plan.filter, o)}`,
    o,
  );
  return { steps: counted, orders: bought };
}

import { dimensionText } from '../questions/filter.ts';
import { orderTotals } from '../questions/order-totals.ts';
import { Params } from '../questions/params.ts';
import type { Question, QuestionContext } from '../questions/question.ts';
import { outcomeColumns, outcomeText } from '../questions/step-outcome.ts';
import { type ChainScope, chainJourneys, chainWhere } from './chain-journeys.ts';
import { OTHER_SEGMENTS } from './fold-chain-counts.ts';

/** Segments judged on their own: the largest, and of them those that have at least 1 in 200 journeys. */
const MOST_SEGMENTS = 23;
const RAREST = 200;

/**
 * The queries behind the constraint. `steps`: for each period, segment and step of the chain, how long journeys waited
 * until they went on, in bins; bounded by periods x 24 segments x steps x bins, not by journeys. `orders`: what the judged
 * period's orders are worth.
 *
 * Where a journey has touched stages out of order, what counts is when it first reached stage k *or a later one* of the
 * chain: so a skipped stage is passed in no time, and journeys at step k + 1 are exactly those that went on from step k
 * inside its window. The product of the shares is therefore the share that reaches the goal with every step in its window.
 * A journey belongs to the period in which it began, at every step.
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
  step, ${outcomeColumns('key')}, toFloat64(sum(journeys)) AS journeys
FROM (
  SELECT *, dense_rank() OVER (ORDER BY size DESC, segment) AS place
  FROM (
    SELECT
      *,
      sumIf(journeys, step = 1) OVER (PARTITION BY segment) AS size,
      sumIf(journeys, step = 1) OVER () AS everything
    FROM (
      SELECT period, segment, stay.1 AS step, stay.2 AS key, count() AS journeys
      FROM (
        SELECT
          period, segment,
          arrayFirstIndex((wait, window) -> wait > window, waits, ${windows}) AS stuck,
          arrayJoin(arrayMap((step, entry, wait, window) -> (
            toUInt8(step),
            ${outcomeText({ entry: 'entry', wait: 'wait', window: 'window', age: 'age', length: 'length', over: 'over' })}
          ), range(1, if(stuck = 0, ${steps}, stuck) + 1),
            arraySlice(reached, 1, if(stuck = 0, ${steps}, stuck)),
            arraySlice(waits, 1, if(stuck = 0, ${steps}, stuck)),
            arraySlice(${windows}, 1, if(stuck = 0, ${steps}, stuck)))) AS stay
        FROM (
          SELECT
            period, segment, age, length, over, reached,
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
GROUP BY period, segment, step, key
ORDER BY period, segment, step, outcome, bin`);

  const o = new Params('q_');
  const bought = orderTotals(
    o.include(context.journeys),
    dimensionText(scope.plan.segment_by),
    chainWhere(scope, o, false),
    o,
  );
  return { steps: counted, orders: bought };
}

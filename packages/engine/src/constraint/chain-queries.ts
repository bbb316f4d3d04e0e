import { dimensionText, filterText, spanText } from '../questions/filter.ts';
import { orderTotals } from '../questions/order-totals.ts';
import { Params } from '../questions/params.ts';
import type { Question, QuestionContext } from '../questions/question.ts';
import { outcomeText } from '../questions/step-outcome.ts';
import { backText, type ChainScope, chainJourneys, inPeriods } from './chain-journeys.ts';
import { OTHER_SEGMENTS } from './fold-chain-counts.ts';
import { cellText, firstStepText } from './stay-cell.ts';

/** Segments judged on their own: the largest, and of them those that have at least 1 in 200 journeys. */
const MOST_SEGMENTS = 23;
const RAREST = 200;

/**
 * The queries behind the constraint. `steps`: for each segment, how long journeys waited until they went on from each step
 * of the chain in each period, in bins (`stays`: cells, and journeys in each), and how many segments there are (`places`);
 * bounded by periods x 24 segments x steps x bins, not by journeys. `orders`: what the judged period's orders are worth.
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
  const stays = `SELECT
  segment, start_ms, age, length, over, step,
  reached[step] AS entry, reached[step + 1] - reached[step] AS wait, ${windows}[step] AS window,
  ${backText('start_ms + reached[step]', scope, q)} AS back
FROM (
  SELECT
    segment, start_ms, age, length, over, reached,
    arrayFirstIndex((wait, window) -> wait > window, arrayPopFront(arrayDifference(reached)), ${windows}) AS stuck
  FROM (
${chainJourneys(scope, context, q)}
  )
)
ARRAY JOIN range(1, if(stuck = 0, ${steps}, stuck) + 1) AS step`;
  const key = outcomeText({
    entry: 'entry',
    wait: 'wait',
    window: 'window',
    age: 'age',
    length: 'length',
    over: 'over',
  });
  // Grouped by a column, not by its expression: where ClickHouse rewrites comparisons, it would not find that again.
  const counted = q.sql(`SELECT
  if(place <= ${MOST_SEGMENTS} AND size * ${RAREST} >= everything, segment, '${OTHER_SEGMENTS}') AS segment,
  sumMap(cells, counts) AS stays, toFloat64(any(places)) AS places
FROM (
  SELECT
    *, row_number() OVER (ORDER BY size DESC, segment) AS place,
    sum(size) OVER () AS everything, count() OVER () AS places
  FROM (
    SELECT segment, groupArray(cell) AS cells, groupArray(journeys) AS counts, sumIf(journeys, ${firstStepText('cell', steps)}) AS size
    FROM (
      SELECT segment, cell, count() AS journeys
      FROM (
        SELECT segment, ${cellText({ key, period: 'period', step: 'step' }, steps)} AS cell
        FROM (
${inPeriods(stays, scope, q)}
        )
      )
      GROUP BY segment, cell
    )
    GROUP BY segment
  )
)
GROUP BY segment
ORDER BY segment`);

  const o = new Params('q_');
  const bought = orderTotals(
    o.include(context.journeys),
    dimensionText(scope.plan.segment_by),
    `goal_at >= 0 AND ${spanText('start + toIntervalMillisecond(goal_at)', scope.span, o)} AND ${filterText(scope.plan.filter, o)}`,
    o,
  );
  return { steps: counted, orders: bought };
}

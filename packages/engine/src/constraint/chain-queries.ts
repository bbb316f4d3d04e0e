import type { ConstraintPlan } from '@desirepath/schema';
import type { CompiledStage } from '../map/compiled-map.ts';
import { dimensionText, filterText, spanText } from '../questions/filter.ts';
import { journeyMoments } from '../questions/journey-moments.ts';
import { orderTotals } from '../questions/order-totals.ts';
import { Params } from '../questions/params.ts';
import type { Span } from '../questions/period.ts';
import type { Question, QuestionContext } from '../questions/question.ts';
import { outcomeColumns, outcomeText } from '../questions/step-outcome.ts';
import { OTHER_SEGMENTS } from './fold-chain-counts.ts';

/** Segments judged on their own: the largest, and of them those that have at least 1 in 200 journeys. */
const MOST_SEGMENTS = 11;
const RAREST = 200;
/** A moment that no journey reaches, ms after its start. */
const NEVER = '4611686018427387904';

/**
 * The queries behind the constraint. `steps`: for each period, segment and step of the chain, how long journeys waited
 * until they went on, in bins; bounded by periods x 12 segments x steps x bins, not by journeys. `orders`: what the judged
 * period's orders are worth.
 *
 * Where a journey has touched stages out of order, what counts is when it first reached stage k *or a later one* of the
 * chain: so a skipped stage is passed in no time, and journeys at step k + 1 are exactly those that went on from step k
 * inside its window. The product of the shares is therefore the share that reaches the goal with every step in its window.
 * A journey belongs to the period in which it began, at every step.
 * @param span the judged period, both ends known
 * @param periods of history, right before it and as long
 */
export function chainQueries(
  plan: ConstraintPlan,
  context: QuestionContext,
  chain: readonly CompiledStage[],
  span: { from: number; to: number },
  periods: number,
): Question['queries'] {
  const segment = dimensionText(plan.segment_by);
  const steps = chain.length - 1;
  const length = span.to - span.from;
  const where = (params: Params, from: number): string =>
    `${spanText('start', { from, to: span.to } satisfies Span, params)} AND ${filterText(plan.filter, params)}`;

  const q = new Params('q_');
  const moments = journeyMoments(context, q);
  const stages = q.add(
    'chain',
    'Array(UInt8)',
    chain.map((stage) => stage.number),
  );
  const windows = q.add(
    'windows',
    'Array(Int64)',
    chain.slice(0, -1).map((stage) => stage.windowMs),
  );
  const judged = q.add('judged', 'Int64', span.from);
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
            if(start_ms >= ${judged}, 0, 1 + intDiv(${judged} - 1 - start_ms, ${q.add('length', 'Int64', length)})) AS period,
            segment, age, length, over, reached,
            arrayMap(k -> reached[k + 1] - reached[k], range(1, ${steps + 1})) AS waits
          FROM (
            SELECT
              ${moments.start} AS start_ms, ${segment} AS segment,
              ${moments.age} AS age, ${moments.length} AS length, ${moments.over} AS over,
              arrayMap(n -> if(stage_first[n] < 0, toInt64(${NEVER}), stage_first[n]), ${stages}) AS firsts,
              arrayMap(k -> arrayMin(arraySlice(firsts, k)), arrayEnumerate(firsts)) AS reached
            FROM (${q.include(context.journeys)})
            WHERE ${where(q, span.from - periods * length)}
          )
          WHERE reached[1] < ${NEVER}
        )
      )
      GROUP BY period, segment, step, key
    )
  )
)
GROUP BY period, segment, step, key
ORDER BY period, segment, step, outcome, bin`);

  const o = new Params('q_');
  return { steps: counted, orders: orderTotals(o.include(context.journeys), segment, where(o, span.from), o) };
}

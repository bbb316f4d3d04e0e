import type { MatrixAnswer, MatrixPlan } from '@desirepath/schema';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import { answerCommon } from './answer-common.ts';
import { dimensionText, filterText, isProperty, spanText } from './filter.ts';
import { journeyMoments } from './journey-moments.ts';
import { moneySum } from './money-sum.ts';
import { Params } from './params.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext, Row } from './question.ts';
import { list, num, text } from './row-values.ts';

/** Stage number of what is told anywhere in a journey. */
const ANYWHERE = 0;

/**
 * Stages against the values of a property (product categories, say): how many journeys were about the value in the stage,
 * how many of them reached the goal, and what they are worth. An order counts once in each cell.
 *
 * For a dimension, a journey has its value in every stage that it entered.
 * @throws PlanError for a period or a filter that cannot be
 */
export function matrixQuestion(plan: MatrixPlan, context: QuestionContext): Question {
  const span = resolvePeriod(plan.period, context.now);
  const stages = context.map.stages.length;
  const query = (write: (parts: { told: string; limit: string }, params: Params) => string) => {
    const params = new Params('q_');
    const pairs = isProperty(plan.by)
      ? 'pairs'
      : `arrayMap(k -> (toUInt8(k), ${dimensionText(plan.by)}), arrayFilter(k -> stage_first[k] >= 0, arrayEnumerate(stage_first)))`;
    // What is told on no stage counts, but only as told anywhere.
    const told = `SELECT
    start, person_id, number, stage_first, goal_at >= 0 AS goal, ${journeyMoments(context, params).undecided} AS undecided, orders, order_values, order_currencies, ${pairs} AS own,
    arrayFilter(pair -> pair.1 > 0, own) AS here, arrayDistinct(arrayMap(pair -> pair.2, own)) AS said
  FROM (${params.include(context.journeys)})
  WHERE ${spanText('start', span, params)} AND ${filterText(plan.filter, params)}`;
    const limit = `ORDER BY count() DESC, value LIMIT ${params.add('limit', 'UInt32', plan.limit)}`;
    return params.sql(write({ told, limit }, params));
  };
  /** Whether a journey that tells a value does so in each stage; the first is for anywhere. */
  const where = `arrayMap(k -> k = ${ANYWHERE} OR has(here, (toUInt8(k), value)), range(${stages + 1}))`;

  return {
    queries: {
      whole: query(
        ({
          told,
          limit,
        }) => `WITH (SELECT groupArray(value) FROM (SELECT arrayJoin(said) AS value FROM (${told}) GROUP BY value ${limit})) AS shown
SELECT
  toFloat64(count()) AS journeys, toFloat64(countIf(empty(said))) AS untold, toFloat64(uniqExactArray(said)) AS all_values,
  toFloat64(countIf(notEmpty(said) AND NOT hasAny(said, shown))) AS beyond,
  sumForEach(arrayMap(first -> toFloat64(first >= 0), stage_first)) AS entered,
  sumForEach(arrayMap(k -> toFloat64(arrayExists(pair -> pair.1 = k, here)), range(1, ${stages + 1}))) AS told
FROM (${told})`,
      ),
      cells: query(
        ({
          told,
          limit,
        }) => `SELECT stage, value, all[stage + 1] AS journeys, reached[stage + 1] AS goals, going_on[stage + 1] AS open
FROM (
  SELECT value, sumForEach(told_in) AS all, sumForEachIf(told_in, goal) AS reached, sumForEachIf(told_in, undecided) AS going_on
  FROM (SELECT goal, undecided, arrayJoin(said) AS value, arrayMap(is -> toFloat64(is), ${where}) AS told_in FROM (${told}))
  GROUP BY value
  ${limit}
)
ARRAY JOIN range(${stages + 1}) AS stage
WHERE journeys > 0
ORDER BY stage, journeys DESC, value`,
      ),
      orders: query(
        ({
          told,
          limit,
        }) => `SELECT stage, value, first.1 AS currency, toFloat64(count()) AS orders, toFloat64(sum(first.2)) AS amount
FROM (
  SELECT value, stage, argMin((one.3, one.2), one.4) AS first
  FROM (
    SELECT value, groupArrayArray(arrayMap(order -> (order.1, order.2, order.3, (start, person_id, number), told_in), bought)) AS all
    FROM (
      SELECT start, person_id, number, arrayZip(orders, order_values, order_currencies) AS bought, arrayJoin(said) AS value,
        arrayFilter((k, is) -> is, range(${stages + 1}), ${where}) AS told_in
      FROM (${told})
    )
    GROUP BY value
    ${limit}
  )
  ARRAY JOIN all AS one
  ARRAY JOIN one.5 AS stage
  GROUP BY value, stage, one.1
)
GROUP BY stage, value, currency
ORDER BY stage, value, currency`,
      ),
    },
    answer({ whole = [], cells = [], orders = [] }): MatrixAnswer {
      const [row] = whole;
      const bought = new Map<string, Row[]>();
      for (const order of orders) bought.set(cellOf(order), [...(bought.get(cellOf(order)) ?? []), order]);
      const counted = (cell: Row) => {
        const own = bought.get(cellOf(cell)) ?? [];
        const [journeys, goals] = [num(cell, 'journeys'), num(cell, 'goals')];
        return {
          value: text(cell, 'value'),
          journeys,
          conversion: goals / journeys,
          interval: wilsonInterval(goals / journeys, journeys),
          open: num(cell, 'open'),
          orders: own.reduce((sum, order) => sum + num(order, 'orders'), 0),
          revenue: moneySum(
            own.map((order) => ({ value: num(order, 'amount'), currency: text(order, 'currency') })),
            context.currency,
          ),
        };
      };
      const values = cells.filter((cell) => num(cell, 'stage') === ANYWHERE).map(counted);
      const [entered, told] = [list(row, 'entered').map(Number), list(row, 'told').map(Number)];
      return {
        plan: 'matrix',
        ...answerCommon(context, span, [
          { what: 'values', count: num(row, 'all_values') - values.length },
          { what: 'journeys that tell only values beyond the limit', count: num(row, 'beyond') },
        ]),
        by: plan.by,
        journeys: num(row, 'journeys'),
        untold: num(row, 'untold'),
        stages: context.map.stages.map(({ number, id, name }, i) => ({
          number,
          id,
          name,
          entered: entered[i] ?? 0,
          told: told[i] ?? 0,
        })),
        values,
        cells: cells
          .filter((cell) => num(cell, 'stage') !== ANYWHERE)
          .map((cell) => ({ stage: num(cell, 'stage'), ...counted(cell) })),
      };
    },
  };
}

const cellOf = (row: Row): string => `${num(row, 'stage')} ${text(row, 'value')}`;

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
  const query = (write: (parts: { told: string; top: string }, params: Params) => string) => {
    const params = new Params('q_');
    const pairs = isProperty(plan.by)
      ? 'pairs'
      : `arrayMap(k -> (toUInt8(k), ${dimensionText(plan.by)}), arrayFilter(k -> stage_first[k] >= 0, arrayEnumerate(stage_first)))`;
    // What is told on no stage counts, but only as told anywhere.
    const told = `SELECT
    start, person_id, number, stage_first, goal_at >= 0 AS goal, ${journeyMoments(context, params).undecided} AS undecided, orders, order_values, order_currencies, ${pairs} AS own,
    arrayFilter(pair -> pair.1 > 0, own) AS here, arrayDistinct(arrayMap(pair -> pair.2, own)) AS said,
    arrayConcat(here, arrayMap(value -> (toUInt8(${ANYWHERE}), value), said)) AS cells
  FROM (${params.include(context.journeys)})
  WHERE ${spanText('start', span, params)} AND ${filterText(plan.filter, params)}`;
    const top = `SELECT arrayJoin(said) AS value FROM (${told}) GROUP BY value ORDER BY count() DESC, value LIMIT ${params.add('limit', 'UInt32', plan.limit)}`;
    return params.sql(write({ told, top }, params));
  };
  const stages = context.map.stages.length;

  return {
    queries: {
      whole: query(
        ({ told, top }) => `WITH (SELECT groupArray(value) FROM (${top})) AS shown
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
          top,
        }) => `SELECT cell.1 AS stage, cell.2 AS value, toFloat64(count()) AS journeys, toFloat64(countIf(goal)) AS goals, toFloat64(countIf(undecided)) AS open
FROM (SELECT goal, undecided, arrayJoin(cells) AS cell FROM (${told}))
WHERE value IN (SELECT value FROM (${top}))
GROUP BY cell
ORDER BY stage, journeys DESC, value`,
      ),
      orders: query(
        ({
          told,
          top,
        }) => `SELECT cell.1 AS stage, cell.2 AS value, first.1 AS currency, toFloat64(count()) AS orders, toFloat64(sum(first.2)) AS amount
FROM (
  SELECT cell, argMin((bought.3, bought.2), (start, person_id, number)) AS first
  FROM (
    SELECT start, person_id, number, cell, bought
    FROM (${told})
    ARRAY JOIN arrayZip(orders, order_values, order_currencies) AS bought
    ARRAY JOIN cells AS cell
  )
  WHERE cell.2 IN (SELECT value FROM (${top}))
  GROUP BY cell, bought.1
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

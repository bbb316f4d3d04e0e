import type { GraphPlan } from '@desirepath/schema';
import type { Sql } from '../sql.ts';
import { filterText, spanText } from './filter.ts';
import { journeyMoments } from './journey-moments.ts';
import { Params } from './params.ts';
import type { Span } from './period.ts';
import type { QuestionContext } from './question.ts';

/** An edge is its two codes as one number. */
export const RADIX = 256;

const pairs = (codes: string): string =>
  `arrayMap((a, b) -> toUInt16(a) * ${RADIX} + b, arrayPopBack(${codes}), arrayPopFront(${codes}))`;

/** From here on a wait needs more than 32 bits of milliseconds: 49 days. */
const LONG_WAIT = 2 ** 32;

/**
 * The queries behind a graph, none of which has more rows than there are edges: `walked` (edges: how often, in how many
 * journeys, how many of these reached the goal, how long it took) and `nodes` (touchpoints: in how many journeys, and how many
 * began or ended with it, each with those that reached the goal; of those that ended, how many may still go on).
 *
 * Journeys are not put together by their sequences first: most long ones are unlike any other, and that costs more than it
 * saves.
 */
export function graphQueries(plan: GraphPlan, context: QuestionContext, span: Span): Record<'walked' | 'nodes', Sql> {
  const query = (text: (journeys: string) => string): Sql => {
    const params = new Params('q_');
    const where = `${spanText('start', span, params)} AND ${filterText(plan.filter, params)}`;
    const { over } = journeyMoments(context, params);
    const every = `SELECT reinterpret(s, 'Array(UInt8)') AS every, d AS moments, goal_at, ${over} AS over FROM (${params.include(context.journeys)}) WHERE ${where}`;
    // Collapsed, a run lasts until the next touchpoint begins.
    const codes = plan.collapse ? 'arrayCompact(every)' : 'every';
    const d = plan.collapse
      ? 'arrayFilter((x, c, before) -> c != before, moments, every, arrayShiftRight(every, 1, toUInt8(0)))'
      : 'moments';
    return params.sql(text(`SELECT ${codes} AS codes, ${d} AS d, goal_at, over FROM (${every})`));
  };
  // Between two touchpoints of a journey there is less than what ends it, unless a run lies between them.
  const wait = plan.collapse || context.map.idleMs >= LONG_WAIT ? 'Int64' : 'UInt32';
  return {
    walked: query(
      (journeys) => `SELECT
  edge, toFloat64(count()) AS transitions,
  toFloat64(countIf(nth = 1)) AS journeys, toFloat64(countIf(nth = 1 AND goal)) AS journeys_goals,
  quantilesExactInclusive(0.5, 0.9)(wait) AS quantiles
FROM (
  SELECT goal_at >= 0 AS goal, ${pairs('codes')} AS edges, CAST(arrayPopFront(arrayDifference(d)), 'Array(${wait})') AS waits FROM (${journeys})
)
ARRAY JOIN edges AS edge, waits AS wait, arrayEnumerateUniq(edges) AS nth
GROUP BY edge`,
    ),
    // What is counted of a node is said in four bits beside its code, so that a journey's touchpoints need no more than one count each.
    nodes: query(
      (journeys) => `SELECT intDiv(node, 16) AS code,
  ${[
    ['journeys', '1'],
    ['begun', 'bitTest(node, 0)'],
    ['ended', 'bitTest(node, 1)'],
  ]
    .map(
      ([name, is]) =>
        `toFloat64(sumIf(many, ${is})) AS ${name}, toFloat64(sumIf(many, ${is} AND bitTest(node, 2))) AS ${name}_goals`,
    )
    .join(',\n  ')},
  toFloat64(sumIf(many, bitTest(node, 1) AND bitTest(node, 3))) AS open
FROM (
  SELECT toUInt16(code) * 16 + (code = first) + 2 * (code = last) + told AS node, count() AS many
  FROM (SELECT arrayJoin(arrayDistinct(codes)) AS code, codes[1] AS first, codes[-1] AS last, if(goal_at < 0, 0, 4) + if(over, 0, 8) AS told FROM (${journeys}))
  GROUP BY node
)
GROUP BY code`,
    ),
  };
}

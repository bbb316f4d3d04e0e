import type { GraphAnswer, GraphPlan } from '@desirepath/schema';
import { answerCommon } from './answer-common.ts';
import { codebook } from './codebook.ts';
import { filterText, spanText } from './filter.ts';
import { journeyVariants } from './journey-variants.ts';
import { Params } from './params.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext, Row } from './question.ts';
import { list, num } from './row-values.ts';

/** Two codes as one number. */
const RADIX = 256;

/**
 * What directly follows what, in whole journeys. Counts and conversion come from the distinct sequences, times from every
 * journey. `journeys` of an edge are those that a strict funnel of its two touchpoints counts.
 */
export function graphQuestion(plan: GraphPlan, context: QuestionContext): Question {
  const span = resolvePeriod(plan.period, context.now);
  const book = codebook(context);
  const pairs = (codes: string): string =>
    `arrayMap((a, b) -> toUInt16(a) * ${RADIX} + b, arrayPopBack(${codes}), arrayPopFront(${codes}))`;

  const e = new Params('q_');
  const edges = e.sql(`SELECT
  edge, toFloat64(sum(variant_journeys * repeats)) AS transitions, toFloat64(sum(variant_journeys)) AS journeys, toFloat64(sum(variant_goals)) AS goals,
  toFloat64(count() OVER ()) AS edges, toFloat64(sum(sum(variant_journeys * repeats)) OVER ()) AS all_transitions
FROM (
  SELECT variant_journeys, variant_goals, ${pairs('codes')} AS pairs, arrayJoin(arrayDistinct(pairs)) AS edge, countEqual(pairs, edge) AS repeats
  FROM (${journeyVariants(plan, context, span, e)})
)
GROUP BY edge
ORDER BY transitions DESC, edge
LIMIT ${e.add('limit', 'UInt32', plan.limit)}`);

  const n = new Params('q_');
  const nodes = n.sql(`SELECT
  code, toFloat64(sum(variant_journeys * repeats)) AS times, toFloat64(sum(variant_journeys)) AS journeys, toFloat64(sum(variant_goals)) AS goals,
  toFloat64(sumIf(variant_journeys, code = codes[1])) AS started, toFloat64(sumIf(variant_goals, code = codes[1])) AS started_goals,
  toFloat64(sumIf(variant_journeys, code = codes[-1])) AS ended, toFloat64(sumIf(variant_goals, code = codes[-1])) AS ended_goals
FROM (
  SELECT variant_journeys, variant_goals, codes, arrayJoin(arrayDistinct(codes)) AS code, countEqual(codes, code) AS repeats
  FROM (${journeyVariants(plan, context, span, n)})
)
GROUP BY code
ORDER BY times DESC, code`);

  const t = new Params('q_');
  const whole = `SELECT reinterpret(s, 'Array(UInt8)') AS every, d AS moments
    FROM (${t.include(context.journeys)})
    WHERE ${spanText('start', span, t)} AND ${filterText(plan.filter, t)}`;
  // Collapsed, a run lasts until the next touchpoint begins.
  const kept = (array: string): string =>
    plan.collapse
      ? `arrayFilter((x, c, before) -> c != before, ${array}, every, arrayShiftRight(every, 1, toUInt8(0)))`
      : array;
  const walks = `SELECT ${kept('every')} AS codes, ${kept('moments')} AS d FROM (${whole})`;
  const waits = t.sql(`SELECT went.1 AS edge, quantilesExactInclusive(0.5, 0.9)(went.2) AS quantiles
FROM (
  SELECT arrayJoin(arrayZip(${pairs('codes')}, arrayMap((a, b) -> toInt64(b - a), arrayPopBack(d), arrayPopFront(d)))) AS went
  FROM (${walks})
  WHERE length(codes) > 1
)
GROUP BY edge`);

  return {
    queries: { edges, nodes, waits },
    answer({ edges: walked = [], nodes: seen = [], waits: timed = [] }): GraphAnswer {
      const quantiles = new Map(timed.map((row) => [num(row, 'edge'), list(row, 'quantiles').map(Number)]));
      const journeys = seen.reduce((sum, row) => sum + num(row, 'started'), 0);
      const shown = walked.reduce((sum, row) => sum + num(row, 'transitions'), 0);
      const name = (code: number): string => book.touchpoint(code).touchpoint;
      const endsOf = (count: string, goals: string): GraphAnswer['starts'] =>
        seen
          .filter((row) => num(row, count) > 0)
          .map((row: Row) => ({
            ...book.touchpoint(num(row, 'code')),
            journeys: num(row, count),
            share: num(row, count) / journeys,
            conversion: num(row, goals) / num(row, count),
          }))
          .sort((a, b) => b.journeys - a.journeys || (a.touchpoint < b.touchpoint ? -1 : 1));
      return {
        plan: 'graph',
        ...answerCommon(context, span, [
          { what: 'edges', count: num(walked[0], 'edges') - walked.length },
          { what: 'transitions', count: num(walked[0], 'all_transitions') - shown },
        ]),
        journeys,
        edges: walked.map((row) => {
          const edge = num(row, 'edge');
          const [median = 0, p90 = 0] = quantiles.get(edge) ?? [];
          return {
            from: name(Math.floor(edge / RADIX)),
            to: name(edge % RADIX),
            transitions: num(row, 'transitions'),
            journeys: num(row, 'journeys'),
            share: num(row, 'journeys') / journeys,
            conversion: num(row, 'goals') / num(row, 'journeys'),
            median_ms: median,
            p90_ms: p90,
          };
        }),
        nodes: seen.map((row) => ({
          ...book.touchpoint(num(row, 'code')),
          times: num(row, 'times'),
          journeys: num(row, 'journeys'),
          conversion: num(row, 'goals') / num(row, 'journeys'),
        })),
        starts: endsOf('started', 'started_goals'),
        ends: endsOf('ended', 'ended_goals'),
      };
    },
  };
}

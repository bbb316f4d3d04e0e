import type { PathsAnswer, PathsPlan } from '@desirepath/schema';
import { HEAD } from '../stitch/encode-journeys.ts';
import { answerCommon } from './answer-common.ts';
import { type Codebook, codebook } from './codebook.ts';
import { filterText, spanText } from './filter.ts';
import { Params } from './params.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext } from './question.ts';
import { list, num } from './row-values.ts';

/** Bytes that no touchpoint has. */
const START = 0;
const END = 255;

/**
 * SQL of a journey's path over `codes` (its touchpoints, runs already collapsed where asked), and of the places it rests
 * on; empty where the journey has none. The first occurrence counts, so a journey is on one path only. Within the depth a path
 * is closed by a mark or by `to`; one that is not goes on beyond it.
 */
function pathTexts(plan: PathsPlan, book: Codebook, params: Params): { places: string; path: string; cut: string } {
  const depth = params.add('depth', 'Int64', plan.depth);
  const from = plan.from === undefined ? undefined : params.add('from_code', 'UInt8', book.code(plan.from, 'from'));
  const to = plan.to === undefined ? undefined : params.add('to_code', 'UInt8', book.code(plan.to, 'to'));
  const mark = (code: number, when: string): string => `if(${when}, [toUInt8(${code})], CAST([], 'Array(UInt8)'))`;

  if (from !== undefined && to !== undefined) {
    return {
      places: `toInt64(indexOf(codes, ${from})) AS first, toInt64(arrayFirstIndex((c, i) -> c = ${to} AND first > 0 AND i > first, codes, arrayEnumerate(codes))) AS last`,
      path: `arraySlice(codes, greatest(first, 1), if(last > 0, least(last - first + 1, ${depth}), 0))`,
      cut: `way[-1] != ${to}`,
    };
  }
  if (to !== undefined) {
    return {
      places: `toInt64(indexOf(codes, ${to})) AS last`,
      path: `arrayConcat(${mark(START, `last > 0 AND last <= ${depth}`)}, arraySlice(codes, greatest(last - ${depth} + 1, 1), least(last, ${depth})))`,
      cut: '0',
    };
  }
  return {
    places: `${from === undefined ? 'toInt64(1)' : `toInt64(indexOf(codes, ${from}))`} AS first`,
    path: `arrayConcat(arraySlice(codes, greatest(first, 1), if(first > 0, ${depth}, 0)), ${mark(END, `first > 0 AND length(codes) - first < ${depth}`)})`,
    cut: '0',
  };
}

/** SQL with `way`, `variant_journeys` and `variant_goals`; and over a way, the array of its codes and what orders ways alike. */
interface Ways {
  from: string;
  path: string;
  order: string;
  /** SQL over a way: whether it does not come to where it should lead. */
  cut: string;
}

/**
 * How every journey begins, from the first touchpoints that each has as one number: such a number is the way. The byte after
 * them is only whether there are more.
 */
function headWays(plan: PathsPlan, context: QuestionContext, where: string, params: Params): Ways {
  const depth = params.add('depth', 'UInt8', plan.depth);
  const next = 1n << BigInt(8 * plan.depth);
  const [bits, more] = [
    params.add('kept_bits', 'UInt64', (next - 1n).toString()),
    params.add('more', 'UInt64', next.toString()),
  ];
  return {
    from: `SELECT
    toUInt8(length(reinterpretAsString(kept))) AS touches,
    if(touches > ${depth}, bitAnd(kept, ${bits}), bitOr(kept, bitShiftLeft(toUInt64(${END}), 8 * touches))) AS way,
    variant_journeys, variant_goals
  FROM (
    SELECT
      bitOr(bitAnd(head, ${bits}), if(head < ${more}, 0, ${more})) AS kept,
      count() AS variant_journeys, countIf(goal_at >= 0) AS variant_goals
    FROM (${params.include(context.journeys)})
    WHERE ${where}
    GROUP BY kept
  )`,
    path: "reinterpret(reinterpretAsString(way), 'Array(UInt8)')",
    order: 'byteSwap(way)',
    cut: '0',
  };
}

/** The same for any part of journeys. Those of the same touchpoints are put together before anything is cut. */
function variantWays(plan: PathsPlan, book: Codebook, context: QuestionContext, where: string, params: Params): Ways {
  const { places, path, cut } = pathTexts(plan, book, params);
  const codes = "reinterpret(s, 'Array(UInt8)')";
  const from = `SELECT ${path} AS way, variant_journeys, variant_goals
  FROM (
    SELECT codes, variant_journeys, variant_goals, ${places}
    FROM (
      SELECT
        ${plan.collapse ? `arrayCompact(${codes})` : codes} AS codes,
        count() AS variant_journeys,
        countIf(goal_at >= 0) AS variant_goals
      FROM (${params.include(context.journeys)})
      WHERE ${where}
      GROUP BY s
    )
  )
  WHERE notEmpty(way)`;
  return { from, path: 'way', order: 'way', cut };
}

/**
 * The most frequent paths: from a journey's first touchpoint, from the first `from` on, back from the first `to`, or from
 * the first `from` to the next `to`. `journeys` are those that have such a path, and the shares are of them. What goes on
 * further than `depth` touchpoints is told so; a path between two that does not come to the second one is also left out.
 *
 * @throws PlanError for an unknown touchpoint
 */
export function pathsQuestion(plan: PathsPlan, context: QuestionContext): Question {
  const params = new Params('q_');
  const span = resolvePeriod(plan.period, context.now);
  const book = codebook(context);
  const where = `${spanText('start', span, params)} AND ${filterText(plan.filter, params)}`;
  const beginsOnly = plan.from === undefined && plan.to === undefined && plan.collapse && plan.depth < HEAD;
  const { from, path, order, cut } = beginsOnly
    ? headWays(plan, context, where, params)
    : variantWays(plan, book, context, where, params);
  const paths = params.sql(`SELECT ${path} AS path, journeys, goals, all_paths, all_journeys, cut_journeys
FROM (
  SELECT
    way,
    toFloat64(sum(variant_journeys)) AS journeys,
    toFloat64(sum(variant_goals)) AS goals,
    toFloat64(count() OVER ()) AS all_paths,
    toFloat64(sum(sum(variant_journeys)) OVER ()) AS all_journeys,
    toFloat64(sum(if(${cut}, sum(variant_journeys), 0)) OVER ()) AS cut_journeys
  FROM (
  ${from}
  )
  GROUP BY way
  ORDER BY journeys DESC, ${order}
  LIMIT ${params.add('limit', 'UInt32', plan.limit)}
)
ORDER BY journeys DESC, ${order}`);

  const isBackwards = plan.from === undefined && plan.to !== undefined;
  const end = plan.from === undefined || plan.to === undefined ? END : book.code(plan.to, 'to');
  const named = (codes: readonly number[]): string[] => {
    const names = codes.map((code) =>
      code === START ? '(start)' : code === END ? '(end)' : book.touchpoint(code).touchpoint,
    );
    if (isBackwards) return codes[0] === START ? names : ['(beyond)', ...names];
    return codes.at(-1) === end ? names : [...names, '(beyond)'];
  };
  return {
    queries: { paths },
    answer({ paths: rows = [] }): PathsAnswer {
      const journeys = num(rows[0], 'all_journeys');
      const shown = rows.reduce((sum, row) => sum + num(row, 'journeys'), 0);
      return {
        plan: 'paths',
        ...answerCommon(context, span, [
          { what: 'paths', count: num(rows[0], 'all_paths') - rows.length },
          { what: 'journeys', count: journeys - shown },
          { what: 'ends of paths beyond the depth', count: num(rows[0], 'cut_journeys') },
        ]),
        journeys,
        paths: rows.map((row) => ({
          touchpoints: named(list(row, 'path').map(Number)),
          count: num(row, 'journeys'),
          share: num(row, 'journeys') / journeys,
          conversion: num(row, 'goals') / num(row, 'journeys'),
        })),
      };
    },
  };
}

import type { PathsAnswer, PathsPlan } from '@desirepath/schema';
import { answerCommon } from './answer-common.ts';
import { type Codebook, codebook } from './codebook.ts';
import { Params } from './params.ts';
import { END, pathWays, START } from './path-ways.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext } from './question.ts';
import { list, num } from './row-values.ts';

/**
 * The most frequent paths: from a journey's first touchpoint, from the first `from` on, back from the first `to`, or from
 * the first `from` to the next `to`. `journeys` are those that have such a path, and the shares are of them. What goes on
 * further than `depth` touchpoints is told so, and so is what may still go on; a path between two that does not come to the
 * second one is also left out.
 *
 * @throws PlanError for an unknown touchpoint
 */
export function pathsQuestion(plan: PathsPlan, context: QuestionContext): Question {
  const params = new Params('q_');
  const span = resolvePeriod(plan.period, context.now);
  const book = codebook(context);
  const { from, path, order, cut } = pathWays(plan, book, context, span, params);
  const paths =
    params.sql(`SELECT ${path} AS path, way_journeys, way_goals, way_open, all_paths, all_journeys, cut_journeys
FROM (
  SELECT
    way,
    toFloat64(sum(journeys)) AS way_journeys,
    toFloat64(sum(goals)) AS way_goals,
    toFloat64(sum(open)) AS way_open,
    toFloat64(count() OVER ()) AS all_paths,
    toFloat64(sum(sum(journeys)) OVER ()) AS all_journeys,
    toFloat64(sum(if(${cut}, sum(journeys), 0)) OVER ()) AS cut_journeys
  FROM (
  ${from}
  )
  GROUP BY way
  ORDER BY way_journeys DESC, ${order}
  LIMIT ${params.add('limit', 'UInt32', plan.limit)}
)
ORDER BY way_journeys DESC, ${order}`);

  return {
    queries: { paths },
    answer({ paths: rows = [] }): PathsAnswer {
      const journeys = num(rows[0], 'all_journeys');
      const shown = rows.reduce((sum, row) => sum + num(row, 'way_journeys'), 0);
      return {
        plan: 'paths',
        ...answerCommon(context, span, [
          { what: 'paths', count: num(rows[0], 'all_paths') - rows.length },
          { what: 'journeys', count: journeys - shown },
          { what: 'ends of paths beyond the depth', count: num(rows[0], 'cut_journeys') },
        ]),
        journeys,
        paths: rows.map((row) => ({
          touchpoints: namedPath(plan, list(row, 'path').map(Number), book),
          count: num(row, 'way_journeys'),
          share: num(row, 'way_journeys') / journeys,
          conversion: num(row, 'way_goals') / num(row, 'way_journeys'),
          open: num(row, 'way_open'),
        })),
      };
    },
  };
}

/** The touchpoints of a way, with words for what lies at its open ends. */
function namedPath({ from, to, depth }: PathsPlan, way: readonly number[], book: Codebook): string[] {
  const names = (codes: readonly number[]): string[] => codes.map((code) => book.touchpoint(code).touchpoint);
  if (to !== undefined && from !== undefined) {
    return [...names(way), ...(way.at(-1) === book.code(to, 'to') ? [] : ['(beyond)'])];
  }
  if (to !== undefined) return way[0] === START ? ['(start)', ...names(way.slice(1))] : ['(beyond)', ...names(way)];
  if (way.at(-1) === END) return [...names(way.slice(0, -1)), '(end)'];
  return way.length > depth ? [...names(way.slice(0, depth)), '(beyond)'] : [...names(way), '(open)'];
}

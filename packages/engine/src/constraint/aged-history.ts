import { filterText, spanText } from '../questions/filter.ts';
import { Params } from '../questions/params.ts';
import type { QuestionContext } from '../questions/question.ts';
import type { Sql } from '../sql.ts';
import { backText, type ChainScope, historyStart, inPeriods, periodStride } from './chain-journeys.ts';

/**
 * A relation of the journeys that began in the periods of history, moved by whole weeks into the judged one, each as it was then:
 * `s`, `start`, `end`, `closed` and `goal_at`.
 *
 * Journeys that began yesterday have not done much yet. Beside those of a month ago, which have long come to an end, everything
 * would look rarer than before; so of these only what they had done at the same age is there.
 */
export function agedHistory(scope: ChainScope, context: QuestionContext): Sql {
  const { plan, span } = scope;
  const p = new Params('jh_');
  const began = 'toUnixTimestamp64Milli(start)';
  const journeys = `SELECT
      s AS all_s, d AS all_d, goal_at AS reached, closed AS was_closed, ${began} AS began, ${backText(began, scope, p)} AS back
    FROM (${p.include(context.journeys)})
    WHERE ${spanText('start', { from: historyStart(scope), to: span.from }, p)} AND ${filterText(plan.filter, p)}`;
  const moved = `began + period * ${p.add('stride', 'Int64', periodStride(span))}`;
  // Without the goal, only time closes a journey. After it, the next one does; that it had opened by then is taken as given.
  return p.sql(`SELECT
  substring(all_s, 1, seen) AS s, if(reached <= age, reached, toInt64(-1)) AS goal_at,
  fromUnixTimestamp64Milli(moved, 'UTC') AS start, fromUnixTimestamp64Milli(moved + toInt64(all_d[seen]), 'UTC') AS end,
  toUInt8(was_closed = 1 AND reached >= 0 AND seen = length(all_d)) AS closed
FROM (
  SELECT *, ${moved} AS moved, ${p.add('now', 'Int64', context.now)} - moved AS age, arrayCount(x -> x <= age, all_d) AS seen
  FROM (
${inPeriods(journeys, scope, p)}
  )
  WHERE period > 0
)`);
}

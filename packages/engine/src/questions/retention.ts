import type { RetentionAnswer, RetentionPlan } from '@desirepath/schema';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import { answerCommon } from './answer-common.ts';
import { filterText, metText, spanText } from './filter.ts';
import { Params } from './params.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext } from './question.ts';
import { num, text } from './row-values.ts';
import { SOLE } from './session-units.ts';

/**
 * Who comes back. A person belongs to the week or month in which the first of their journeys of the period began (filters
 * apply to that journey), and has returned in another one if a later journey of theirs began in it, of whatever kind.
 * Bounded by cohorts x cohorts.
 */
export function retentionQuestion(plan: RetentionPlan, context: QuestionContext): Question {
  const span = resolvePeriod(plan.period, context.now);
  const params = new Params('q_');
  const zone = params.add('zone', 'String', context.timeZone);
  const local = (moment: string): string => `toTimeZone(${moment}, ${zone})`;
  const cohortOf = (moment: string): string =>
    plan.cohort === 'week' ? `toMonday(${local(moment)})` : `toStartOfMonth(${local(moment)})`;
  const since = (from: string, to: string): string => `dateDiff('${plan.cohort}', ${from}, ${to})`;
  const now = cohortOf(`fromUnixTimestamp64Milli(${params.add('now', 'Int64', context.now)}, 'UTC')`);
  const meets = `${spanText('start', span, params)} AND ${filterText(plan.filter, params)}${metText(context)}`;
  const journeys = params.include(context.journeys);
  // Most persons have one journey, which need not be looked for among others.
  const persons = `SELECT ${cohortOf('start')} AS cohort, CAST([], 'Array(Int64)') AS returns
      FROM (${journeys})
      WHERE ${SOLE} AND ${meets}${plan.after_goal ? ' AND goal_at >= 0' : ''}
      UNION ALL
      SELECT ${cohortOf('own[1].2')} AS cohort,
        arrayDistinct(arrayMap(journey -> toInt64(${since('cohort', cohortOf('journey.2'))}), arrayFilter((journey, i) -> i > 1${plan.returns === 'goal' ? ' AND journey.4' : ''}, own, arrayEnumerate(own)))) AS returns
      FROM (
        SELECT arraySort(groupArray((number, start, meets, goal_at >= 0))) AS all,
          arraySlice(all, greatest(arrayFirstIndex(journey -> journey.3, all), 1)) AS own
        FROM (
          SELECT person_id, number, start, goal_at, toUInt8(${meets}) AS meets
          FROM (${journeys})
          WHERE NOT ${SOLE}
        )
        GROUP BY person_id
        HAVING arrayExists(journey -> journey.3, all)
      )
      WHERE ${plan.after_goal ? 'own[1].4' : '1'}`;
  // In `after` -1 are all of a cohort, so that one to which nobody returned is told as well.
  const returned = params.sql(`SELECT
  toString(cohort) AS day, after, toFloat64(sum(many)) AS returned, toFloat64(max(size)) AS persons,
  toFloat64(${since('cohort', `any(${now})`)}) AS latest, toFloat64(max(cohorts)) AS cohorts, toFloat64(max(everyone)) AS everyone
FROM (
  SELECT *, sum(many) OVER (PARTITION BY cohort) AS size, max(place) OVER () AS cohorts, sum(many) OVER () AS everyone
  FROM (
    SELECT *, dense_rank() OVER (ORDER BY cohort DESC) AS place
    FROM (
      SELECT cohort, returns, count() AS many
      FROM (
      ${persons}
      )
      GROUP BY cohort, returns
    )
  )
)
ARRAY JOIN arrayPushFront(returns, toInt64(-1)) AS after
WHERE place <= ${params.add('limit', 'UInt32', plan.limit)}
GROUP BY cohort, after
ORDER BY cohort, after`);

  return {
    queries: { returned },
    answer({ returned: rows = [] }): RetentionAnswer {
      const days = [...new Set(rows.map((row) => text(row, 'day')))];
      return {
        plan: 'retention',
        ...answerCommon(context, span, [{ what: 'cohorts', count: num(rows[0], 'cohorts') - days.length }]),
        persons: num(rows[0], 'everyone'),
        cohorts: days.map((from) => {
          const own = rows.filter((row) => text(row, 'day') === from);
          const [persons, latest] = [num(own[0], 'persons'), num(own[0], 'latest')];
          const back = new Map(own.map((row) => [num(row, 'after'), num(row, 'returned')]));
          return {
            from,
            persons,
            returned: Array.from({ length: Math.max(0, latest) + 1 }, (_, after) => {
              const count = back.get(after) ?? 0;
              return {
                after,
                persons: count,
                share: count / persons,
                interval: wilsonInterval(count / persons, persons),
                whole: after < latest,
              };
            }),
          };
        }),
      };
    },
  };
}

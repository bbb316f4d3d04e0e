import type { SurveysAnswer, SurveysPlan } from '@desirepath/schema';
import { inAskedJourney } from '../experience/in-asked-journey.ts';
import { STAGE_BY_THEN } from '../experience/stage-by-then.ts';
import { answerCommon } from './answer-common.ts';
import { filterText, spanText } from './filter.ts';
import { Params } from './params.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext, Row } from './question.ts';
import { num, text } from './row-values.ts';
import { surveyVerdict } from './survey-verdict.ts';

/**
 * What shoppers said in the period, by survey and by the furthest stage that their journey had reached by then. An answer
 * belongs to the latest journey of its visitor that had begun; filters and conditions look at that journey. Each event counts once,
 * however often it is stored. What comes back is bounded by surveys x stages x different answers.
 */
export function surveysQuestion(plan: SurveysPlan, context: QuestionContext): Question {
  const span = resolvePeriod(plan.period, context.now);
  const params = new Params('q_');
  const walked = { asked: filterText(plan.filter, params), since: '1', columns: 'stage_first' };
  const happened = `SELECT visitor_id, event_id, toUnixTimestamp64Milli(time) AS at, props['name'] AS survey, props['kind'] AS kind,
          name = 'survey' AS is_answer, if(mapContains(nums, 'score'), toFloat64(nums['score']), -1) AS score, props['choice'] AS choice
        FROM events
        WHERE site = ${params.add('site', 'String', context.site)} AND name IN ('survey', 'survey_shown') AND ${spanText('time', span, params)}`;
  const said = params.sql(`SELECT *
FROM (
  SELECT *, dense_rank() OVER (ORDER BY total DESC, survey) AS place, uniqExact(survey) OVER () AS places
  FROM (
    SELECT survey, kind, is_answer, stage, score, choice, toFloat64(uniqExact(event_id)) AS count,
      sumIf(count, is_answer) OVER (PARTITION BY survey) AS total
    FROM (
      SELECT event_id, survey, kind, is_answer, score, choice,
        ${STAGE_BY_THEN} AS stage
      FROM (
        ${inAskedJourney(walked, happened, context, params)}
      )
    )
    GROUP BY survey, kind, is_answer, stage, score, choice
  )
)
WHERE place <= ${params.add('limit', 'UInt32', plan.limit)}
ORDER BY place, stage, score, choice, kind, is_answer`);

  return {
    queries: { said },
    answer({ said: rows = [] }): SurveysAnswer {
      const names = [...new Set(rows.map((row) => text(row, 'survey')))];
      return {
        plan: 'surveys',
        ...answerCommon(context, span, [{ what: 'surveys', count: num(rows[0], 'places') - names.length }]),
        surveys: names.map((name) => {
          const own = rows.filter((row) => text(row, 'survey') === name);
          const answers = own.filter((row) => num(row, 'is_answer') === 1);
          const kind = commonest(tally(answers, (row) => text(row, 'kind')));
          const stages = [...new Set(answers.map((row) => num(row, 'stage')))];
          return {
            name,
            kind,
            shown: own.reduce((sum, row) => sum + (num(row, 'is_answer') === 1 ? 0 : num(row, 'count')), 0),
            ...surveyVerdict(kind, answers),
            scores: tally(answers, (row) => num(row, 'score'))
              .filter(([score]) => score >= 0)
              .map(([score, count]) => ({ score, answers: count })),
            choices: tally(answers, (row) => text(row, 'choice'))
              .filter(([choice]) => choice !== '')
              .map(([choice, count]) => ({ choice, answers: count })),
            stages: stages.map((number) => {
              const stage = context.map.stages[number - 1];
              return {
                number,
                stage: stage?.id ?? '',
                name: stage?.name ?? '',
                ...surveyVerdict(
                  kind,
                  answers.filter((row) => num(row, 'stage') === number),
                ),
              };
            }),
          };
        }),
      };
    },
  };
}

/** The value of the most answers, of several the first; empty where there are none. */
function commonest(counts: readonly (readonly [string, number])[]): string {
  return counts.toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

/** Answers by a value, in the order of the values. */
function tally<T extends number | string>(rows: readonly Row[], answerIn: (row: Row) => T): [T, number][] {
  const counts = new Map<T, number>();
  for (const row of rows) counts.set(answerIn(row), (counts.get(answerIn(row)) ?? 0) + num(row, 'count'));
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

import { troubleText, VITALS } from '../experience/trouble.ts';
import { Params } from '../questions/params.ts';
import type { Question, QuestionContext } from '../questions/question.ts';
import { type ChainScope, chainJourneys, historyStart, periodText } from './chain-journeys.ts';

/**
 * The queries behind what happened inside the steps. `signals`: by step, for the judged period (`judged` = 1) and for
 * history: how many journeys met each kind of trouble, and how many events of it there were. `vitals`: the 75th
 * percentile of each vital, and how many journeys had a poor one.
 *
 * An event belongs to the latest journey of its visitor that had begun by then, if it came before that journey's last
 * touchpoint or within the session that follows it. It is in the step that the journey was in at that moment, the last
 * stage of the chain it had reached, and in the period in which the journey came to that step.
 */
export function signalQueries(scope: ChainScope, context: QuestionContext): Question['queries'] {
  const steps = scope.chain.length - 1;
  const s = new Params('q_');
  const { where, signal } = troubleText(s);
  const signals = s.sql(`SELECT
  step, signal, toUInt8(period = 0) AS judged,
  toFloat64(uniqExact(person_id, number)) AS journeys, toFloat64(uniqExact(event_id)) AS events
FROM (${eventsInSteps(scope, context, steps, `${signal} AS signal`, where, s)})
GROUP BY step, signal, judged
ORDER BY step, signal, judged`);

  const v = new Params('q_');
  const measured = v.add('vitals', 'Array(String)', Object.keys(VITALS));
  const poor = v.add('poor', 'Array(Float64)', Object.values(VITALS));
  const vitals = v.sql(`SELECT
  step, vital, toUInt8(period = 0) AS judged,
  toFloat64(uniqExactIf((person_id, number), value > limit)) AS poor_journeys,
  toFloat64(uniqExactIf(event_id, value > limit)) AS poor_events,
  toFloat64(count()) AS measured, quantileExactInclusive(0.75)(value) AS p75
FROM (
  SELECT DISTINCT step, period, person_id, number, event_id, vital, nums[vital] AS value, limit
  FROM (${eventsInSteps(scope, context, steps, 'nums', "name = 'web_vital'", v)})
  ARRAY JOIN ${measured} AS vital, ${poor} AS limit
  WHERE mapContains(nums, vital)
)
GROUP BY step, vital, judged
ORDER BY step, vital, judged`);
  return { signals, vitals };
}

/** SQL with a row for each event that meets `where`, in the journey and step that it happened in. Rows may repeat. */
function eventsInSteps(
  scope: ChainScope,
  context: QuestionContext,
  steps: number,
  columns: string,
  where: string,
  params: Params,
): string {
  const moment = (name: string, ms: number) => `fromUnixTimestamp64Milli(${params.add(name, 'Int64', ms)}, 'UTC')`;
  const since = moment('since', historyStart(scope));
  // The present, so that nothing is known that was not known then.
  const until = moment('until', context.now);
  return `
  SELECT *, ${periodText('start_ms + reached[step]', scope, params)} AS period
  FROM (
    SELECT *, arrayCount(reach -> reach <= at - start_ms, reached) AS step
    FROM (
      SELECT visitor_id, toUnixTimestamp64Milli(time) AS at, event_id, ${columns}
      FROM events
      WHERE site = ${params.add('site', 'String', context.site)} AND ${where} AND time >= ${since} AND time <= ${until}
    ) AS happened
    ASOF INNER JOIN (
      SELECT arrayJoin(visitors) AS visitor_id, person_id, number, start_ms, start_ms + length AS end_ms, reached
      FROM (${chainJourneys(scope, context, params, ['visitors', 'person_id', 'number'])})
    ) AS walked
    ON happened.visitor_id = walked.visitor_id AND happened.at >= walked.start_ms
    WHERE at <= end_ms + ${params.add('linger', 'Int64', context.map.sessionGapMs)} AND step BETWEEN 1 AND ${steps}
  )
  WHERE period >= 0`;
}

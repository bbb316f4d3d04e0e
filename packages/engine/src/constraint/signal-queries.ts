import { inAskedJourney } from '../experience/in-asked-journey.ts';
import { troubleText, VITALS } from '../experience/trouble.ts';
import { filterText, spanText } from '../questions/filter.ts';
import { Params } from '../questions/params.ts';
import type { Question, QuestionContext } from '../questions/question.ts';
import {
  backText,
  type ChainScope,
  historyStart,
  IN_CHAIN,
  inPeriods,
  periodStride,
  reachedText,
} from './chain-journeys.ts';

/**
 * The query behind what happened inside the steps: by step, for the judged period (`judged` = 1) and for history, how many
 * journeys met each kind of trouble, and how many events of it there were. Of a vital, also how often it was `measured`, and
 * the 75th percentile.
 *
 * An event belongs to the latest journey of its visitor that had begun by then, whether or not that is one of those asked about,
 * if it came before that journey's last touchpoint or within the session that follows it. It is in the step that the journey
 * was in at that moment, the last stage of the chain it had reached, and in the period in which the journey came to that step.
 * Every period is seen at the same age, as long after it as now is after the judged one.
 */
export function signalQueries(scope: ChainScope, context: QuestionContext): Question['queries'] {
  const q = new Params('q_');
  const { named, where, signal } = troubleText(q);
  const measures = Object.entries(VITALS).map(
    ([vital, limit]) =>
      `if(mapContains(nums, '${vital}'), [('poor_${vital}', nums['${vital}'], nums['${vital}'] > ${limit})], [])`,
  );
  // What is no vital has no value, and its events are all trouble.
  const told = `if(name = 'web_vital', arrayConcat(${measures.join(', ')}), [(${signal}, -1., 1)])`;
  const signals = q.sql(`SELECT
  step, told.1 AS signal, judged,
  toFloat64(uniqExactIf((person_id, number), told.3 = 1)) AS journeys, toFloat64(uniqExactIf(event_id, told.3 = 1)) AS events,
  toFloat64(countIf(told.2 >= 0)) AS measured, quantileExactInclusive(0.75)(told.2) AS p75
FROM (
  SELECT step, judged, person_id, number, event_id, arrayJoin(told) AS told
  FROM (
    SELECT step, toUInt8(period = 0) AS judged, person_id, number, event_id, told
    FROM (
${inPeriods(eventsInSteps(scope, context, told, `${named} AND (${where} OR name = 'web_vital')`, q), scope, q)}
    )
    WHERE at + period * ${q.add('stride', 'Int64', periodStride(scope.span))} <= ${q.add('now', 'Int64', context.now)}
  )
)
GROUP BY step, signal, judged
ORDER BY step, signal, judged`);
  return { signals };
}

/** SQL with a row for each event that meets `where`, in the journey and step that it happened in. */
function eventsInSteps(
  scope: ChainScope,
  context: QuestionContext,
  told: string,
  where: string,
  params: Params,
): string {
  const steps = scope.chain.length - 1;
  const moment = (name: string, ms: number) => `fromUnixTimestamp64Milli(${params.add(name, 'Int64', ms)}, 'UTC')`;
  const since = moment('since', historyStart(scope));
  // The present, so that nothing is known that was not known then.
  const until = moment('until', context.now);
  const walked = {
    asked: `${spanText('start', { from: null, to: scope.span.to }, params)} AND ${filterText(scope.plan.filter, params)} AND ${IN_CHAIN}`,
    since: `end >= ${since}`,
    columns: `toUnixTimestamp64Milli(end) AS end_ms,
    ${reachedText(scope.chain)}`,
  };
  const happened = `SELECT visitor_id, toUnixTimestamp64Milli(time) AS at, event_id, ${told} AS told
      FROM events
      WHERE site = ${params.add('site', 'String', context.site)} AND ${where} AND time >= ${since} AND time <= ${until}`;
  return `
  SELECT step, person_id, number, event_id, told, at, ${backText('start_ms + reached[step]', scope, params)} AS back
  FROM (
    SELECT *, arrayCount(reach -> reach <= at - start_ms, reached) AS step
    FROM (
    ${inAskedJourney(walked, happened, context, params)}
    )
    WHERE at <= end_ms + ${params.add('linger', 'Int64', context.map.sessionGapMs)} AND step BETWEEN 1 AND ${steps}
  )`;
}

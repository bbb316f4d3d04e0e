import { DIMENSIONS, type FunnelPlan } from '@desirepath/schema';
import { sequenceBytes } from '../stitch/sequence-bytes.ts';
import { isSessionTold, SESSION_TELLS } from '../stitch/session-tells.ts';
import { filterText, metText, spanText } from './filter.ts';
import type { Params } from './params.ts';
import type { Span } from './period.ts';
import type { QuestionContext } from './question.ts';

/** SQL: the journey is its person's first one, and no other has opened. */
export const SOLE = '(number = 1 AND closed = 0)';

/**
 * SELECT of the sessions that a funnel counts, as its units: `s`, `t` and `unit`.
 *
 * A session may begin in one journey and go on in the next (a purchase, then a look at another product), so those of persons with
 * several journeys are put together from all of them first. Who has but one journey, and no two sessions at once in it, has them
 * one after the other in that.
 *
 * Channel, source and campaign are the session's own, and it returns unless it is its person's first one; the other dimensions
 * are those of the journey that it begins in, which keeps them once for all its sessions.
 */
export function sessionUnits(
  plan: FunnelPlan,
  context: QuestionContext,
  span: Span,
  params: Params,
  journeys: string,
  unit: string,
): string {
  const dimensionsUsed = DIMENSIONS.filter(
    (dimension) => dimension === plan.segment_by || plan.filter?.[dimension] !== undefined,
  );
  const isOwn = (dimension: string): boolean => dimension === 'returning' || isSessionTold(dimension);
  const ofSession = dimensionsUsed.filter(isOwn);
  const ofJourney = [...dimensionsUsed.filter((dimension) => !isOwn(dimension)), ...(context.more ?? [])];
  const used = [...ofSession, ...ofJourney];
  const named = (list: readonly string[]): string => list.map((name) => ` ${name},`).join('');
  // In the order in which sessions begin in a journey.
  const inTurn = (dimension: string): string =>
    isSessionTold(dimension)
      ? SESSION_TELLS[dimension]
      : 'arrayMap((key, nth) -> toUInt8(nth > 1), sessions_in_turn, arrayEnumerate(sessions_in_turn))';
  const atNth = (dimension: string): string =>
    isSessionTold(dimension) ? `${SESSION_TELLS[dimension]}[nth]` : 'toUInt8(number > 1 OR nth > 1)';
  const before = spanText('start', { from: null, to: span.to }, params);
  const where = `${spanText('start', span, params)} AND ${filterText(plan.filter, params)}${metText(context)}`;
  const oneByOne = `${SOLE} AND length(arrayCompact(session)) = sessions`;
  const dimensions = used
    .map((dimension) => `,\n      argMin(first.${dimension}, first.number) AS ${dimension}`)
    .join('');
  // Cut all at once, side by side: a session's own part is all that is copied for it.
  return `SELECT ${sequenceBytes('codes')} AS s, arrayMap(o -> toInt64(o - times[1]), times) AS t, ${unit}
  FROM (
    SELECT
      person_id,${named(used)} journey_number, codes, times, session_key,
      began + toInt64(times[1]) AS since,
      fromUnixTimestamp64Milli(since, 'UTC') AS start
    FROM (
      SELECT
        person_id,${named(ofJourney)} number AS journey_number, toUnixTimestamp64Milli(start) AS began,
        arrayMap((i, key, last) -> i = 1 OR key != last, arrayEnumerate(session), session, arrayPushFront(arrayPopBack(session), toUInt64(0))) AS opens,
        arraySplit((code, first) -> first, reinterpret(s, 'Array(UInt8)'), opens) AS codes_in_turn,
        arraySplit((o, first) -> first, d, opens) AS times_in_turn,
        arrayFilter((key, first) -> first, session, opens) AS sessions_in_turn${ofSession.map((dimension) => `,\n        ${inTurn(dimension)} AS ${dimension}_in_turn`).join('')}
      FROM (${journeys})
      WHERE ${before} AND ${oneByOne}
    )
    ARRAY JOIN codes_in_turn AS codes, times_in_turn AS times, sessions_in_turn AS session_key${ofSession.map((dimension) => `, ${dimension}_in_turn AS ${dimension}`).join('')}
  )
  WHERE ${where}
  UNION ALL
  SELECT
    arrayStringConcat(arrayMap(p -> p.4, touches)) AS s,
    arrayMap(p -> p.3 - since, touches) AS t,
    ${unit}
  FROM (
    SELECT
      person_id, session_key,
      min(ms) AS since,
      fromUnixTimestamp64Milli(since, 'UTC') AS start,
      arraySort(p -> (p.1, p.2), groupArray((first.number, place, ms, byte))) AS touches,
      touches[1].1 AS journey_number${dimensions}
    FROM (
      SELECT
        person_id, number,${named(ofJourney)} session_key, place,${ofSession.map((dimension) => ` ${atNth(dimension)} AS ${dimension},`).join('')}
        toUnixTimestamp64Milli(start) + toInt64(o) AS ms,
        substring(s, place, 1) AS byte
      FROM (${journeys})
      ARRAY JOIN session AS session_key, d AS o, arrayEnumerate(session) AS place${ofSession.length > 0 ? ', arrayEnumerateDense(session) AS nth' : ''}
      WHERE ${before} AND NOT (${oneByOne})
    ) AS first
    GROUP BY person_id, session_key
  )
  WHERE ${where}`;
}

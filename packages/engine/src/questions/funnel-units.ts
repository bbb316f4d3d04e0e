import { DIMENSIONS, type FunnelPlan } from '@desirepath/schema';
import { dimensionText, filterText, spanText } from './filter.ts';
import type { Params } from './params.ts';
import type { Span } from './period.ts';
import type { QuestionContext } from './question.ts';

/**
 * SQL of what a funnel counts, one row each: `s` (codes), `t` (Array(Int64), ms since the first touchpoint or journey
 * start, never falling) and `segment`.
 */
export function funnelUnits(plan: FunnelPlan, context: QuestionContext, span: Span, params: Params): string {
  const journeys = params.include(context.journeys);
  const segment = plan.segment_by === undefined ? "''" : dimensionText(plan.segment_by);
  if (plan.by === 'session') return sessionUnits(plan, span, params, journeys, segment);

  const where = `${spanText('start', span, params)} AND ${filterText(plan.filter, params)}`;
  if (plan.by === 'journey') {
    return `SELECT s, CAST(d, 'Array(Int64)') AS t, ${segment} AS segment FROM (${journeys}) WHERE ${where}`;
  }
  // A person's journeys, one after the other; the first of them says which segment the person belongs to.
  return `SELECT
    arrayStringConcat(arrayMap(j -> j.3, parts)) AS s,
    arrayFlatten(arrayMap(j -> arrayMap(o -> toInt64(o) + j.2 - since, j.4), parts)) AS t,
    parts[1].5 AS segment
  FROM (
    SELECT
      min(toUnixTimestamp64Milli(start)) AS since,
      arraySort(j -> j.1, groupArray((number, toUnixTimestamp64Milli(start), s, d, ${segment}))) AS parts
    FROM (${journeys}) WHERE ${where} GROUP BY person_id
  )`;
}

/**
 * A session may begin in one journey and go on in the next (a purchase, then a look at another product), so it is put
 * together from all journeys first; it has the dimensions of the journey that it begins in.
 */
function sessionUnits(plan: FunnelPlan, span: Span, params: Params, journeys: string, segment: string): string {
  const used = DIMENSIONS.filter(
    (dimension) => dimension === plan.segment_by || plan.filter?.[dimension] !== undefined,
  );
  const before = spanText('start', { from: null, to: span.to }, params);
  const dimensions = used
    .map((dimension) => `,\n      argMin(first.${dimension}, first.number) AS ${dimension}`)
    .join('');
  return `SELECT
    arrayStringConcat(arrayMap(p -> p.4, touches)) AS s,
    arrayMap(p -> p.3 - since, touches) AS t,
    ${segment} AS segment
  FROM (
    SELECT
      min(ms) AS since,
      fromUnixTimestamp64Milli(since, 'UTC') AS start,
      arraySort(p -> (p.1, p.2), groupArray((first.number, place, ms, byte))) AS touches${dimensions}
    FROM (
      SELECT
        person_id, number,${used.map((dimension) => ` ${dimension},`).join('')} session_key, place,
        toUnixTimestamp64Milli(start) + toInt64(o) AS ms,
        substring(s, place, 1) AS byte
      FROM (${journeys})
      ARRAY JOIN session AS session_key, d AS o, arrayEnumerate(session) AS place
      WHERE ${before}
    ) AS first
    GROUP BY person_id, session_key
  )
  WHERE ${spanText('start', span, params)} AND ${filterText(plan.filter, params)}`;
}

import type { FunnelPlan } from '@desirepath/schema';
import { LONG_MS } from '../stitch/encode-journeys.ts';
import { dimensionText, filterIsEmpty, filterText, spanText } from './filter.ts';
import { journeyMoments } from './journey-moments.ts';
import { journeyParts } from './journey-parts.ts';
import type { Params } from './params.ts';
import type { Span } from './period.ts';
import type { QuestionContext } from './question.ts';
import { SOLE, sessionUnits } from './session-units.ts';

/**
 * What goes along with a unit through all steps of its SQL, as one tuple `unit`: `segment`; `parts`: the
 * segments of its journeys, or of a journey's sessions, with when they began, ms since the unit did; `began` and `length` in ms; `over`: it cannot go
 * on; `person`; `number`: what tells apart the units of a person that began at once.
 */
export type Carried = 'segment' | 'parts' | 'began' | 'length' | 'over' | 'person' | 'number' | 'journey';

/** SQL of something that a unit carries, given all that it does. */
export function carriedText(what: Carried, carried: readonly Carried[]): string {
  return `unit.${carried.indexOf(what) + 1}`;
}

/** SQL of what a funnel counts. */
export interface Units {
  /**
   * One row each: `s` (codes), `t` (Array(Int64), ms since the first touchpoint or journey start, never falling) and
   * `unit`.
   */
  relation: string;
  /** The same, perhaps with rows beside them whose `s` is empty, which is quicker to read. */
  padded: string;
  /** One time of `t`, at a place from 0; quicker where it can be, and of no account beyond the end of `s`. */
  at(place: string): string;
  /** Column `t` of some units only, empty for those for which a condition holds. */
  timesUnless(condition: string): string;
}

/** Units of which no more is known than their times. */
const timed = (relation: string): Units => ({
  relation,
  padded: relation,
  at: (place) => `t[${place} + 1]`,
  timesUnless: (condition) => `if(${condition}, CAST([], 'Array(Int64)'), t)`,
});

/**
 * What a funnel counts, with what goes along with each.
 *
 * @param windowMs the funnel's window; where it is a week or more, units that are over sooner may have empty times as far as
 * {@link Units.at} and {@link Units.timesUnless} tell, for they fit
 */
export function funnelUnits(
  plan: FunnelPlan,
  context: QuestionContext,
  span: Span,
  carried: readonly Carried[],
  params: Params,
  windowMs = 0,
): Units {
  const journeys = params.include(context.journeys);
  const segment = plan.segment_by === undefined ? "''" : dimensionText(plan.segment_by);
  const now = (): string => params.add('now', 'Int64', context.now);
  const tuple = (texts: Record<Carried, string>): string =>
    `tuple(${carried.map((what) => texts[what]).join(', ')}) AS unit`;
  if (plan.by === 'session') {
    const unit = tuple({
      segment,
      parts: `[(toInt64(0), ${segment})]`,
      began: 'since',
      length: 't[-1]',
      over: carried.includes('over')
        ? `toUInt8(${now()} - since - t[-1] >= ${params.add('gap', 'Int64', context.map.sessionGapMs)})`
        : '',
      person: 'person_id',
      number: 'toUInt32(session_key)',
      journey: 'journey_number',
    });
    return timed(sessionUnits(plan, context, span, params, journeys, unit));
  }

  const where = `${spanText('start', span, params)} AND ${filterText(plan.filter, params)}`;
  if (plan.by === 'journey') {
    const unit = tuple({
      segment,
      parts: journeyParts(plan, segment),
      began: 'toUnixTimestamp64Milli(start)',
      length: 't[-1]',
      over: carried.includes('over') ? journeyMoments(context, params).over : '',
      person: 'person_id',
      number: 'number',
      journey: 'number',
    });
    const d = windowMs < LONG_MS ? 'd' : 'long_d';
    return {
      ...timed(`SELECT s, d, long_d, ${OWN_TIMES} AS t, ${unit} FROM (${journeys}) WHERE ${where}`),
      at: (place) => `toInt64(${d}[${place} + 1])`,
      timesUnless: (condition) => `CAST(if(${condition}, [], ${d}), 'Array(Int64)')`,
    };
  }
  const personUnit = (own: string, parts: string, began: string): string =>
    tuple({
      segment: own,
      parts,
      began,
      length: 't[-1]',
      over: 'toUInt8(0)',
      person: 'person_id',
      number: 'toUInt32(0)',
      journey: 'toUInt32(0)',
    });
  if (isWhole(plan, context, span)) {
    const unit = personUnit("''", "[(toInt64(0), '')]", 'toUnixTimestamp64Milli(whole_start)');
    const padded = `SELECT whole_s AS s, d, whole_d, CAST(if(empty(whole_d), d, whole_d), 'Array(Int64)') AS t, ${unit} FROM (${journeys})`;
    const within =
      windowMs < LONG_MS
        ? {
            at: (place: string) => `toInt64(if(empty(whole_d), d[${place} + 1], whole_d[${place} + 1]))`,
            timesUnless: (condition: string) =>
              `CAST(multiIf(${condition}, [], empty(whole_d), d, whole_d), 'Array(Int64)')`,
          }
        : {
            at: (place: string) => `toInt64(whole_d[${place} + 1])`,
            timesUnless: (condition: string) => `CAST(if(${condition}, [], whole_d), 'Array(Int64)')`,
          };
    return { relation: `${padded} WHERE closed = 0`, padded, ...within };
  }
  // Who has but one journey is that journey; of the others, one after the other; apart, so that what is not asked
  // for is not gathered. The first of them says which segment the person belongs to.
  const sole = personUnit(segment, `[(toInt64(0), ${segment})]`, 'toUnixTimestamp64Milli(start)');
  const several = personUnit('segments[1].2', 'arrayMap(j -> (j.3 - since, j.2), segments)', 'since');
  return timed(`SELECT s, ${OWN_TIMES} AS t, ${sole} FROM (${journeys}) WHERE ${where} AND ${SOLE}
  UNION ALL
  SELECT
    arrayStringConcat(arrayMap(j -> j.2, arraySort(j -> j.1, sequences))) AS s,
    arrayFlatten(arrayMap(j -> arrayMap(o -> toInt64(o) + j.3 - since, j.2), arraySort(j -> j.1, offsets))) AS t,
    ${several}
  FROM (
    SELECT
      person_id,
      min(toUnixTimestamp64Milli(start)) AS since,
      groupArray((number, s)) AS sequences,
      groupArray((number, d, toUnixTimestamp64Milli(start))) AS offsets,
      arraySort(j -> j.1, groupArray((number, ${segment}, toUnixTimestamp64Milli(start)))) AS segments
    FROM (${journeys}) WHERE ${where} AND NOT ${SOLE} GROUP BY person_id
  )`);
}

/** Whether all journeys of all persons are asked about, and nothing is asked of one of them: then their last one tells all. */
function isWhole({ filter, segment_by: by }: FunnelPlan, { partial }: QuestionContext, span: Span): boolean {
  return partial !== true && span.from === null && span.to === null && by === undefined && filterIsEmpty(filter);
}

const OWN_TIMES = "CAST(d, 'Array(Int64)')";

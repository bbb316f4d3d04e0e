import type { Sql } from '../sql.ts';
import { codeExpression } from '../stitch/code-expression.ts';
import { encodeSequences } from '../stitch/encode-sequences.ts';
import { RENAMED_COLUMNS } from '../stitch/journey-columns.ts';
import { sequenceBytes } from '../stitch/sequence-bytes.ts';
import { spanText } from './filter.ts';
import { Params } from './params.ts';
import type { Span } from './period.ts';
import type { QuestionContext } from './question.ts';
import { type Condition, type RefinedTouchpoints, refinedTouchpoints } from './refined-touchpoints.ts';
import { renameParams } from './rename-params.ts';
import { hasTouchpoint } from './searched-bytes.ts';

/** Journeys in which the events that meet conditions have codes of their own. */
export interface RefinedJourneys {
  context: QuestionContext;
  codesOf: RefinedTouchpoints['codesOf'];
}

/**
 * Makes journeys that tell the events of some touchpoints apart by what stands in them, exactly. Where journeys begin and end does
 * not change, for a refined touchpoint stays in its stage. What is read off sequences ({@link RENAMED_COLUMNS}) is not there, so no
 * journey speaks for its whole person.
 * @param span of the journeys that are asked about
 * @throws PlanError for a key that events do not have, or where the codes do not suffice
 */
export function refineJourneys(
  context: QuestionContext,
  conditions: readonly Condition[],
  span: Span,
): RefinedJourneys {
  if (conditions.length === 0) return { context, codesOf: (code) => [code] };
  const refined = refinedTouchpoints(context, conditions);
  return {
    context: { ...context, journeys: refinedRelation(context, refined, span), partial: true },
    codesOf: refined.codesOf,
  };
}

/**
 * A touchpoint of a stored journey is found again among the events of its visitors by when it was: the moments and codes of those that
 * carry refined touchpoints are laid beside the journey's. Where one moment has two codes, the order of the events decides, which a
 * stored journey does not know: such journeys alone are made anew from all events of their persons.
 */
function refinedRelation(context: QuestionContext, refined: RefinedTouchpoints, span: Span): Sql {
  const told = toldMoments(context, refined, span);
  const anew = encodeSequences(
    { ...context, map: { ...context.map, touchpoints: refined.touchpoints } },
    { kind: 'read', visitors: visitorsInDoubt(context, refined, span) },
  );
  const all = new Params('j_');
  const bases = all.add('refined', 'Array(UInt8)', basesOf(refined));
  const columns = [...RENAMED_COLUMNS, ...(context.more ?? [])];
  const others = columns.filter((name) => name !== 's');
  // Who came back while the question is answered has more touchpoints by now than the stored journey knows of.
  const made = 'if(length(anew_s) < length(stored_s), stored_s, substring(anew_s, 1, length(stored_s)))';
  // A moment stands before the touchpoints of its time; each of them takes the last one told, if that is of its own time.
  return all.sql(`SELECT ${columns.map((name) => (name === 's' ? `multiIf(empty(moments), stored_s, in_doubt, ${made}, found) AS s` : name)).join(', ')}
FROM (
  SELECT *,
    if(empty(moments), [], reinterpret(stored_s, 'Array(UInt8)')) AS codes,
    arrayMap(o -> began + toInt64(o), if(empty(moments), [], stored_d)) AS times,
    arraySort(arrayConcat(
      arrayMap(m -> (m.1, toUInt32(0), m.2), moments),
      arrayMap((t, i) -> (t, i, toUInt8(0)), times, arrayEnumerate(times)))) AS laid,
    arrayMap((own, told) -> if(own.1 = told.1, told.3, 0), laid, arrayFill(x -> x.2 = 0, laid)) AS told_codes,
    ${sequenceBytes(`arrayMap((c, own) -> if(own != 0 AND has(${bases}, c), own, c), codes, arrayFilter((own, x) -> x.2 > 0, told_codes, laid))`)} AS found
  FROM (
    SELECT ${others.map((name) => `stored.${name} AS ${name}`).join(', ')}, stored.s AS stored_s, stored.d AS stored_d,
      toUnixTimestamp64Milli(stored.start) AS began, told.moments AS moments, told.in_doubt AS in_doubt, anew.s AS anew_s
    FROM (${all.include(context.journeys)}) AS stored
    LEFT JOIN (${all.include(told)}) AS told
      ON stored.person_id = told.person_id AND stored.number = told.number
    LEFT JOIN (${all.include(renameParams(anew, 'j_', 'jr_'))}) AS anew
      ON stored.person_id = anew.person_id AND stored.number = anew.number
  )
)`);
}

/**
 * A SELECT of the journeys whose visitors have events that meet a condition: `person_id`, `number`, `moments` (time in ms and code of
 * every event with a refined touchpoint, in order, each pair once) and `in_doubt`, whether a moment has several codes.
 */
function toldMoments(context: QuestionContext, refined: RefinedTouchpoints, span: Span): Sql {
  const p = new Params('jt_');
  const own = p.add(
    'own',
    'Array(UInt8)',
    refined.refined.flatMap((one) => one.own.map(({ code }) => code)),
  );
  const bases = p.add('bases', 'Array(UInt8)', basesOf(refined));
  const code = codeExpression({ ...context, map: { ...context.map, touchpoints: refined.touchpoints } });
  return p.sql(`SELECT person_id, number, arraySort(groupUniqArrayArray(of_visitor)) AS moments,
  length(arrayDistinct(moments.1)) < length(moments) AS in_doubt
FROM (
  SELECT person_id, number, arrayJoin(visitors) AS visitor_id FROM (${p.include(renameParams(context.journeys, 'j_', 'jt_'))})
  WHERE ${mayHave(refined, span, p)}
) AS journeys
INNER JOIN (
  SELECT visitor_id, groupUniqArray((at, code)) AS of_visitor
  FROM (
    SELECT visitor_id, toUnixTimestamp64Milli(time) AS at, ${p.include(renameParams(code, 'j_', 'jc_'))} AS code
    FROM events PREWHERE ${carriesRefined(context, refined, p)}
  )
  WHERE has(${own}, code) OR has(${bases}, code)
  GROUP BY visitor_id
  HAVING arrayExists(m -> has(${own}, m.2), of_visitor)
) AS visitors USING visitor_id
GROUP BY person_id, number`);
}

/**
 * A SELECT of all visitors of those persons who may have a moment of several codes: who has two events of refined touchpoints at once. What
 * happened at once at all, whoever it was, is few, and is known from the times alone.
 */
function visitorsInDoubt(context: QuestionContext, refined: RefinedTouchpoints, span: Span): Sql {
  const p = new Params('jp_');
  const journeys = p.include(renameParams(context.journeys, 'j_', 'jp_'));
  const carries = carriesRefined(context, refined, p);
  return p.sql(`SELECT arrayJoin(visitors) FROM (${journeys}) WHERE person_id IN (
  SELECT person_id
  FROM (SELECT DISTINCT person_id, arrayJoin(visitors) AS visitor_id FROM (${journeys}) WHERE ${mayHave(refined, span, p)}) AS persons
  INNER JOIN (
    SELECT visitor_id, time FROM events
    PREWHERE ${carries} AND time IN (SELECT time FROM events PREWHERE ${carries} GROUP BY time HAVING count() > 1)
  ) AS at_once USING visitor_id
  GROUP BY person_id, time
  HAVING count() > 1
)`);
}

/** SQL over stored journeys: the journey is asked about, and has a touchpoint that is refined. */
function mayHave(refined: RefinedTouchpoints, span: Span, params: Params): string {
  const has = basesOf(refined).map((code, i) => {
    const text = params.add(`refined_${i}`, 'UInt8', code);
    return hasTouchpoint({ code, text });
  });
  return `${spanText('start', span, params)} AND (${has.join(' OR ')})`;
}

/** SQL over events: the event is one that a refined touchpoint may be made of. */
function carriesRefined(context: QuestionContext, { refined }: RefinedTouchpoints, params: Params): string {
  const names = [...new Set(refined.flatMap(({ events }) => events))];
  return `site = ${params.add('site', 'String', context.site)} AND name IN ${params.add('names', 'Array(String)', names)}`;
}

const basesOf = ({ refined }: RefinedTouchpoints): number[] => refined.map(({ code }) => code);

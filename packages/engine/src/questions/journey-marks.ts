import type { Sql } from '../sql.ts';
import { codeExpression } from '../stitch/code-expression.ts';
import { encodeSequences } from '../stitch/encode-sequences.ts';
import { eventValuesText } from '../stitch/event-test.ts';
import { stageOfCode } from '../stitch/stage-of-code.ts';
import { heldText } from './asked-condition.ts';
import { eventKey } from './event-tests.ts';
import { spanText } from './filter.ts';
import { Params } from './params.ts';
import type { Span } from './period.ts';
import { personsInDoubt } from './persons-in-doubt.ts';
import type { QuestionContext } from './question.ts';
import { renameParams } from './rename-params.ts';
import { type Marks, touchpointMarks } from './touchpoint-marks.ts';

/**
 * A SELECT of the journeys with events that say something of what is asked, and of what they say: `person_id`, `number` and the columns of
 * the conditions and the property. An event belongs to the journey that was under way at its moment; only those
 * of whom time does not tell it ({@link personsInDoubt}) are made anew from all their events.
 *
 * @param marks conditions that ask something of events, and the property
 * @param span of the beginnings of the journeys that are looked at
 */
export function journeyMarks(context: QuestionContext, marks: Marks, span: Span): Sql {
  const p = new Params('ja_');
  const doubt = personsInDoubt(context);
  const visitors = `SELECT arrayJoin(visitors) FROM (${p.include(renameParams(context.journeys, 'j_', 'ja_'))}) WHERE person_id IN (${p.include(doubt)})`;
  // Whoever has touchpoints on those is in doubt as well.
  const scope = { kind: 'read', visitors: p.sql(visitors) } as const;
  const anew = encodeSequences(context, scope, (params) => touchpointMarks(marks, params));
  return p.sql(`${p.include(saidUnderWay(context, marks, span, doubt))}
UNION ALL
${p.include(renameParams(anew, 'j_', 'jb_'))}`);
}

/** By which events are in order, as a number: the smallest is found in it much sooner than in a tuple. Moment, seq and event id. */
const PLACE =
  'bitShiftLeft(toUInt256(toUnixTimestamp64Milli(time)), 160) + bitShiftLeft(toUInt256(seq), 128) + toUInt256(toUInt128(event_id))';

/**
 * The same by time alone.
 * @param doubt SELECT of the persons that are left out, all of those of a visitor or none
 */
export function saidUnderWay(context: QuestionContext, { conditions, told }: Marks, span: Span, doubt?: Sql): Sql {
  const p = new Params('je_');
  const site = p.add('site', 'String', context.site);
  const tested = conditions.map((condition) => {
    const { name, codes } = condition;
    const held = heldText(condition, p);
    const wanted = codes.length === 0 ? '' : ` AND has(${p.add(`${name}_codes`, 'Array(UInt8)', codes)}, code)`;
    return { name, held, text: `toUInt8(${held}${wanted}) AS ${name}` };
  });
  const values = told === undefined ? '[]' : eventValuesText(eventKey(told.by), 'told', p);
  const says = [...tested.map(({ held }) => `(${held})`), ...(told === undefined ? [] : [`notEmpty(${values})`])];
  const code = p.include(renameParams(codeExpression(context), 'j_', 'jf_'));
  return p.sql(`SELECT ${[
    'person_id',
    'number',
    ...tested.map(({ name }) => `max(${name}) AS ${name}`),
    ...(told === undefined ? [] : [`${told.column.gathered} AS ${told.column.name}`]),
  ].join(', ')}
FROM (
  SELECT ${[
    'visitor_id',
    'time AS at',
    `${PLACE} AS place`,
    `${code} AS code`,
    `${stageOfCode(context.map, 'code', p)} AS stage`,
    `${values} AS told`,
    ...tested.map(({ text }) => text),
  ].join(', ')}
  FROM events
  WHERE site = ${site} AND ${spanText('time', { from: span.from, to: null }, p)} AND (${says.join(' OR ')})
) AS said
ASOF INNER JOIN (
  SELECT person_id, number, start, end, arrayJoin(visitors) AS visitor_id FROM (${p.include(renameParams(context.journeys, 'j_', 'je_'))})
  WHERE ${spanText('start', span, p)}${doubt === undefined ? '' : ` AND person_id NOT IN (${p.include(doubt)})`}
) AS under_way ON said.visitor_id = under_way.visitor_id AND said.at >= under_way.start
WHERE at <= end AND code != 0
GROUP BY person_id, number`);
}

import type { FunnelAnswer, FunnelPlan } from '@desirepath/schema';
import type { Sql } from '../sql.ts';
import { beganText } from './funnel-began.ts';
import type { FunnelRelation } from './funnel-relation.ts';
import { segmentTexts } from './funnel-segment.ts';
import { type Carried, carriedText } from './funnel-units.ts';
import { readCursor, writeCursor } from './journeys-cursor.ts';
import { Params } from './params.ts';
import { PlanError } from './plan-error.ts';
import type { QuestionContext, Row } from './question.ts';
import { list, num, text } from './row-values.ts';

const CARRIED: readonly Carried[] = ['segment', 'parts', 'began', 'person', 'number', 'journey'];

/**
 * The queries behind the list of those who reached a step, or dropped out before it: a page, and how many there are. The
 * same relation as the counts, so the list has as many as the number beside it.
 * @throws PlanError for a step that the funnel does not have, or a cursor that no answer has given
 */
export function personQueries(
  plan: FunnelPlan,
  { timeZone }: QuestionContext,
  relation: FunnelRelation,
): Record<string, Sql> {
  const { show } = plan;
  if (show === undefined) return {};
  const { steps, previous } = relation;
  if (show.step > steps.length) {
    throw new PlanError(
      `The funnel has ${steps.length} steps, so none has the number ${show.step}.`,
      'show.step',
      show.step,
    );
  }
  if (show.segment !== undefined && plan.segment_by === undefined) {
    throw new PlanError('There are no segments without "segment_by"; say by what.', 'show.segment', show.segment);
  }
  const { segment, has } = segmentTexts(plan, steps, CARRIED);
  const at = (what: Carried) => carriedText(what, CARRIED);
  const before = previous[show.step - 1] ?? 0;
  const there = `times[${show.step}] >= 0`;
  // Nobody drops out before the first step.
  const outcome = show.outcome === 'reached' ? there : before === 0 ? '0' : `times[${before}] >= 0 AND NOT ${there}`;
  const matching = (params: Params): string => {
    const only =
      show.segment === undefined ? '' : ` AND ${has} AND ${segment} = ${params.add('segment', 'String', show.segment)}`;
    return `FROM (${relation.full(CARRIED, params)})\nWHERE ${outcome}${only}${beganText(show, at('began'), timeZone, params)}`;
  };
  const cursor = plan.cursor === undefined ? undefined : readCursor(plan.cursor);
  const after = (params: Params): string =>
    cursor === undefined
      ? '1'
      : `(${at('began')}, ${at('person')}, ${at('number')}) < (${params.add('after_start', 'Int64', cursor.start)}, ${params.add('after_person', 'String', cursor.person)}, ${params.add('after_number', 'UInt32', cursor.number)})`;
  const counting = new Params('q_');
  const total = counting.sql(
    `SELECT toFloat64(count()) AS total, toFloat64(countIf(${after(counting)})) AS rest\n${matching(counting)}`,
  );
  const paging = new Params('q_');
  const persons = paging.sql(`SELECT
  ${at('person')} AS person, toFloat64(${at('began')}) AS began, toFloat64(${at('number')}) AS number, toFloat64(${at('journey')}) AS journey,
  ${plan.segment_by === undefined ? "''" : `if(${has}, ${segment}, '')`} AS segment, arrayMap(x -> toFloat64(x), times) AS reached
${matching(paging)} AND ${after(paging)}
ORDER BY ${at('began')} DESC, ${at('person')} DESC, ${at('number')} DESC
LIMIT ${paging.add('limit', 'UInt32', plan.limit + 1)}`);
  return { total, persons };
}

/** Makes a page of their rows; `rest` is how many come after it. */
export function foldPersons(
  plan: FunnelPlan,
  total: readonly Row[],
  rows: readonly Row[],
): Pick<FunnelAnswer, 'persons' | 'total' | 'next'> & { rest: number } {
  const shown = rows.slice(0, plan.limit);
  const last = shown.at(-1);
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    persons: shown.map((row) => ({
      person: text(row, 'person'),
      journey: plan.by === 'person' ? null : num(row, 'journey'),
      start: iso(num(row, 'began')),
      segment: text(row, 'segment'),
      steps: list(row, 'reached').map((offset) =>
        Number(offset) < 0 ? null : iso(num(row, 'began') + Number(offset)),
      ),
    })),
    total: num(total[0], 'total'),
    next:
      last !== undefined && rows.length > shown.length
        ? writeCursor({ start: num(last, 'began'), person: text(last, 'person'), number: num(last, 'number') })
        : null,
    rest: num(total[0], 'rest') - shown.length,
  };
}

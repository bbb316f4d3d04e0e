import type { Journey, JourneysAnswer, JourneysPlan } from '@desirepath/schema';
import { answerCommon } from './answer-common.ts';
import { type Codebook, codebook } from './codebook.ts';
import { filterText, spanText } from './filter.ts';
import { readCursor, writeCursor } from './journeys-cursor.ts';
import { moneySum } from './money-sum.ts';
import { Params } from './params.ts';
import { resolvePeriod } from './period.ts';
import { PlanError } from './plan-error.ts';
import type { Question, QuestionContext, Row } from './question.ts';
import { list, num, text } from './row-values.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

function journey(row: Row, book: Codebook, currency: string): Journey {
  const start = num(row, 'start_ms');
  const offsets = list(row, 'offsets').map(Number);
  const session = list(row, 'session_no').map(Number);
  const currencies = list(row, 'order_currencies').map(String);
  return {
    person: text(row, 'person_id'),
    number: num(row, 'number'),
    start: iso(start),
    end: iso(num(row, 'end_ms')),
    visitors: list(row, 'visitors').map(String),
    sessions: num(row, 'sessions'),
    device: text(row, 'device'),
    channel: text(row, 'channel'),
    country: text(row, 'country'),
    stage: num(row, 'stage'),
    reached_goal: num(row, 'reached_goal') === 1,
    orders: num(row, 'order_count'),
    value: moneySum(
      list(row, 'amounts').map((value, i) => ({ value: Number(value), currency: currencies[i] ?? '' })),
      currency,
    ),
    touchpoints: list(row, 'codes').map((code, i) => ({
      ...book.touchpoint(Number(code)),
      time: iso(start + (offsets[i] ?? 0)),
      session: session[i] ?? 1,
    })),
  };
}

/**
 * Journeys one by one, the newest first, in pages. `total` counts all that match, whatever the page; left
 * out are those after this page.
 * @throws PlanError for a cursor that no answer has given, and for a person who is named as none is
 */
export function journeysQuestion(plan: JourneysPlan, context: QuestionContext): Question {
  const span = resolvePeriod(plan.period, context.now);
  const book = codebook(context);
  const { person } = plan;
  // The shop's own id is what comes to mind; without its letter it would find nobody, and say so as if that were the answer.
  if (person !== undefined && !/^[uv]:/.test(person))
    throw new PlanError(
      `A person is "u:" and the shop's own id, or "v:" and the id of a visitor nobody knows: write "u:${person.slice(0, 60)}" or "v:${person.slice(0, 60)}".`,
      'person',
      person,
    );
  const matching = (params: Params): string => {
    const parts = [spanText('start', span, params), filterText(plan.filter, params)];
    if (person !== undefined) parts.push(`person_id = ${params.add('person', 'String', person)}`);
    if (plan.visitor !== undefined) parts.push(`has(visitors, ${params.add('visitor', 'String', plan.visitor)})`);
    return `FROM (${params.include(context.journeys)})\nWHERE ${parts.join(' AND ')}`;
  };

  const cursor = plan.cursor === undefined ? undefined : readCursor(plan.cursor);
  const after = (params: Params): string =>
    cursor === undefined
      ? '1'
      : `(toUnixTimestamp64Milli(start), person_id, number) < (${params.add('after_start', 'Int64', cursor.start)}, ${params.add('after_person', 'String', cursor.person)}, ${params.add('after_number', 'UInt32', cursor.number)})`;

  const counting = new Params('q_');
  const counts = counting.sql(
    `SELECT toFloat64(count()) AS total, toFloat64(countIf(${after(counting)})) AS rest ${matching(counting)}`,
  );

  const paging = new Params('q_');
  const page = paging.sql(`SELECT
  person_id,
  number,
  toFloat64(toUnixTimestamp64Milli(start)) AS start_ms,
  toFloat64(toUnixTimestamp64Milli(end)) AS end_ms,
  visitors,
  sessions,
  toString(device) AS device,
  channel,
  toString(country) AS country,
  arrayLastIndex(first -> first >= 0, stage_first) AS stage,
  toUInt8(goal_at >= 0) AS reached_goal,
  length(orders) AS order_count,
  arrayMap(value -> toFloat64(value), order_values) AS amounts,
  order_currencies,
  reinterpret(s, 'Array(UInt8)') AS codes,
  arrayMap(offset -> toFloat64(offset), d) AS offsets,
  arrayEnumerateDense(session) AS session_no
${matching(paging)} AND ${after(paging)}
ORDER BY start DESC, person_id DESC, number DESC
LIMIT ${paging.add('limit', 'UInt32', plan.limit + 1)}`);

  return {
    queries: { counts, page },
    answer({ counts = [], page: rows = [] }): JourneysAnswer {
      const [count] = counts;
      const shown = rows.slice(0, plan.limit);
      const last = shown.at(-1);
      const more = rows.length > shown.length && last !== undefined;
      return {
        plan: 'journeys',
        ...answerCommon(context, span, [{ what: 'journeys', count: num(count, 'rest') - shown.length }]),
        total: num(count, 'total'),
        journeys: shown.map((row) => journey(row, book, context.currency)),
        next: more
          ? writeCursor({ start: num(last, 'start_ms'), person: text(last, 'person_id'), number: num(last, 'number') })
          : null,
      };
    },
  };
}

import type { StagesPlan } from '@desirepath/schema';
import { filterText, spanText } from '../questions/filter.ts';
import type { Params } from '../questions/params.ts';
import type { Span } from '../questions/period.ts';
import type { QuestionContext } from '../questions/question.ts';
import { inAskedJourney } from './in-asked-journey.ts';
import { STAGE_BY_THEN } from './stage-by-then.ts';

/** Which events are looked for. */
export interface WantedEvents {
  /** SQL condition over the columns of `events`. */
  where: string;
  /** What is taken of each: SQL over the same columns, by name. */
  columns: Readonly<Record<string, string>>;
  /** How long after its last touchpoint a journey still gets them, ms; none: until the next one begins. */
  lingerMs?: number;
}

/**
 * SQL with a row for each event that is wanted, in the journey and stage it happened in: `segment`, `stage`, `person_id`,
 * `number`, `event_id` and the columns asked for. An event that is stored twice is there once.
 *
 * An event belongs to the latest journey of its visitor that had begun by then, see {@link inAskedJourney}. It is in the
 * furthest stage that the journey had reached at that moment.
 * @param segment SQL of a journey's segment
 */
export function eventsInStages(
  wanted: WantedEvents,
  plan: Pick<StagesPlan, 'filter'>,
  context: QuestionContext,
  span: Span,
  segment: string,
  params: Params,
): string {
  const site = params.add('site', 'String', context.site);
  // The present, so that nothing is known that was not known then.
  const until = `fromUnixTimestamp64Milli(${params.add('until', 'Int64', context.now)}, 'UTC')`;
  // Whose latest journey began before the period is none of those asked about.
  const since = (column: string) =>
    span.from === null ? '1' : spanText(column, { from: span.from, to: null }, params);
  const linger = wanted.lingerMs;
  const names = Object.keys(wanted.columns);
  const walked = {
    asked: `${spanText('start', span, params)} AND ${filterText(plan.filter, params)}`,
    since: since('start'),
    columns: `stage_first, ${segment} AS segment, toUnixTimestamp64Milli(end) AS end_ms`,
  };
  const happened = `SELECT visitor_id, event_id, toUnixTimestamp64Milli(time) AS at, ${names.map((name) => `${wanted.columns[name]} AS ${name}`).join(', ')}
      FROM events
      WHERE site = ${site} AND ${wanted.where} AND ${since('time')} AND time <= ${until}`;
  return `
SELECT segment, stage, person_id, number, event_id, ${names.join(', ')}
FROM (
  SELECT *,
    ${STAGE_BY_THEN} AS stage
  FROM (
    ${inAskedJourney(walked, happened, context, params)}
  )${linger === undefined ? '' : `\n  WHERE at <= end_ms + ${params.add('linger', 'Int64', linger)}`}
)
WHERE stage > 0`;
}

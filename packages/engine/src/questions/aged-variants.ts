import type { ChangesPlan } from '@desirepath/schema';
import { filterText, spanText } from './filter.ts';
import type { Params } from './params.ts';
import type { QuestionContext } from './question.ts';

/** A period and the one of equal length before it, ms since 1970. */
export interface PeriodPair {
  span: { from: number; to: number };
  before: { from: number; to: number };
}

/**
 * SQL with one row for each distinct sequence in either period: `codes` (runs of the same touchpoint collapsed where asked),
 * `now` (1 for the later period), `journeys` and `goals`, those that reached the goal.
 *
 * Journeys that began yesterday have not gone far yet. Beside those of a week before, which have long come to an end, that
 * would look like a change. So these are seen as they were at the same age: as long after their period as now is after the
 * later one.
 */
export function agedVariants(
  plan: Pick<ChangesPlan, 'filter' | 'collapse'>,
  context: QuestionContext,
  { span, before }: PeriodPair,
  params: Params,
): string {
  const start = 'toUnixTimestamp64Milli(start)';
  const until = params.add('seen_until', 'Int64', before.to + (context.now - span.to));
  const codes = "reinterpret(seen, 'Array(UInt8)')";
  return `SELECT
    ${plan.collapse ? `arrayCompact(${codes})` : codes} AS codes, now, count() AS journeys, countIf(reached) AS goals
  FROM (
    SELECT
      ${start} >= ${params.add('judged', 'Int64', span.from)} AS now,
      now OR end <= fromUnixTimestamp64Milli(${until}, 'UTC') AS whole,
      goal_at >= 0 AND (whole OR goal_at <= ${until} - ${start}) AS reached,
      if(whole, s, substring(s, 1, arrayCount(x -> x <= ${until} - ${start}, if(whole, CAST([], 'Array(UInt64)'), d)))) AS seen
    FROM (${params.include(context.journeys)})
    WHERE ${spanText('start', { from: before.from, to: span.to }, params)} AND ${filterText(plan.filter, params)}
  )
  GROUP BY codes, now`;
}

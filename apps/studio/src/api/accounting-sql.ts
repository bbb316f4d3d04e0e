import type { Sql } from '@desirepath/engine';
import type { AccountingSpan } from './accounting-answer.ts';

/**
 * Counts a site's events by bucket, verdict and reason. Hours are cut in UTC: accounting compares counters, and an hour
 * of a zone that is half an hour off would fit no other tool's.
 */
export function accountingSql(site: string, { by, from, to }: AccountingSpan): Sql {
  const bucket = by === 'minute' ? 'toStartOfMinute(minute)' : 'toStartOfHour(minute)';
  return {
    text: `SELECT toFloat64(toUnixTimestamp(${bucket})) * 1000 AS start, verdict, reason, toFloat64(sum(count)) AS events,
  toFloat64(sum(accounting.received)) AS received
FROM accounting
WHERE site = {site:String}
  AND minute >= toDateTime({from:UInt32}, 'UTC')
  AND minute < toDateTime({to:UInt32}, 'UTC')
GROUP BY start, verdict, reason
ORDER BY start, verdict, reason`,
    params: { site, from: Math.floor(from / 1000), to: Math.floor(to / 1000) },
  };
}

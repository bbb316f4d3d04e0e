/**
 * SQL with a row for each event, in the latest journey of its visitor that had begun by then; an event that is stored twice is
 * there once. It has the columns of both.
 *
 * Events like these are few and journeys are many: journeys pass by the events, and not the other way round.
 * @param walked a row for each visitor of each journey: `visitor_id`, `person_id`, `number`, `start_ms` and more
 * @param happened a row for each event: `visitor_id`, `event_id`, `at` (ms) and more
 */
export function inLatestJourney(walked: string, happened: string): string {
  return `SELECT *
    FROM (
      ${walked}
    ) AS walked
    INNER JOIN (
      ${happened}
    ) AS happened USING (visitor_id)
    WHERE at >= start_ms
    ORDER BY start_ms DESC, person_id, number
    LIMIT 1 BY visitor_id, event_id`;
}

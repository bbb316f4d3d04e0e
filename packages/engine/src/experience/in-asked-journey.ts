import type { Params } from '../questions/params.ts';
import type { QuestionContext } from '../questions/question.ts';
import { inLatestJourney } from './in-latest-journey.ts';

/** Which journeys are asked about, and what is told of them: SQL over the columns of a journey. */
export interface AskedJourneys {
  /** Condition on those asked about. */
  asked: string;
  /** Condition that holds for all that may be the latest of an event. */
  since: string;
  /** Columns beside `person_id`, `number` and `start_ms`. */
  columns: string;
}

/**
 * SQL with a row for each event that happened in one of the journeys asked about: in the latest journey of its visitor that
 * had begun by then. That is looked for among all journeys; else what happened in one that is left out would fall to the one
 * before. An event that is stored twice is there once.
 * @param happened as in {@link inLatestJourney}
 */
export function inAskedJourney(
  { asked, since, columns }: AskedJourneys,
  happened: string,
  context: QuestionContext,
  params: Params,
): string {
  const walked = (told: string) => `SELECT arrayJoin(visitors) AS visitor_id, person_id, number,
        toUnixTimestamp64Milli(start) AS start_ms${told}
      FROM (${params.include(context.everyone ?? context.journeys)})
      WHERE ${since}`;
  if (context.everyone === undefined) {
    return `SELECT *
    FROM (
    ${inLatestJourney(walked(`, ${columns}, ${asked} AS asked`), happened)}
    )
    WHERE asked`;
  }
  return `SELECT *
    FROM (
      SELECT person_id, number, ${columns}
      FROM (${params.include(context.journeys)})
      WHERE ${asked}
    ) AS those
    INNER JOIN (
    ${inLatestJourney(walked(''), happened)}
    ) AS latest USING (person_id, number)`;
}

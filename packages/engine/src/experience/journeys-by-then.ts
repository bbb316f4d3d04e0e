import { Params } from '../questions/params.ts';
import type { QuestionContext } from '../questions/question.ts';
import type { Sql } from '../sql.ts';
import { JOURNEY_COLUMNS } from '../stitch/journey-columns.ts';

/** What a later touchpoint may change, as far as a stage tells how shoppers fared in it: SQL over the whole journey. */
const AGED: Readonly<Record<string, string>> = {
  s: 'substring(all_s, 1, seen)',
  end: "if(whole, all_end, fromUnixTimestamp64Milli(began + toInt64(all_d[greatest(seen, 1)]), 'UTC'))",
  stage_first: 'arrayMap(at -> if(at <= age, at, toInt64(-1)), all_stage_first)',
  stage_advanced: 'arrayMap(at -> if(at <= age, at, toInt64(-1)), all_stage_advanced)',
};

/**
 * The journeys as they were at a moment: how far they had come, and their last touchpoint. Journeys of last week have had a week
 * more to meet trouble than those of this one; seen at the same age, they have not.
 * @param then ms since 1970; journeys that had not begun are not asked about
 */
export function journeysByThen(context: QuestionContext, then: number): Sql {
  const p = new Params('j_');
  const names = [...JOURNEY_COLUMNS, ...(context.more ?? [])];
  const columns = (of: (name: string) => string) => names.map(of).join(', ');
  return p.sql(`SELECT ${columns((name) => (AGED[name] === undefined ? name : `${AGED[name]} AS ${name}`))}
FROM (
  SELECT ${columns((name) => (AGED[name] === undefined ? name : `${name} AS all_${name}`))},
    d AS all_d, toUnixTimestamp64Milli(start) AS began, ${p.add('then', 'Int64', then)} - began AS age,
    toUnixTimestamp64Milli(all_end) - began <= age AS whole,
    if(whole, length(all_s), arrayCount(at -> at <= age, if(whole, CAST([], 'Array(UInt64)'), d))) AS seen
  FROM (${p.include(context.journeys)})
)`);
}

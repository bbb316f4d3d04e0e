/** A SELECT with one row a visitor, and where its tuples keep what. */
export interface VisitorHistory {
  text: string;
  /** Place of a column in the tuples of `e`, from 1: `x.${at('t')}`. */
  at(name: string): number;
}

/** What every history holds; the first four settle the order. */
const OWN = {
  t: 'toUnixTimestamp64Milli(time)',
  seq: 'seq',
  eid: 'UUIDToNum(event_id)',
  ct: 'toUnixTimestamp64Milli(client_time)',
  user_id: 'user_id',
};

/**
 * A SELECT with one row a visitor and their whole history in it, as arrays over the events in the order of
 * (time, seq, event id), the client's time settling what is left:
 *
 * - `visitor_id`, and `e`: a tuple of `t` (ms), `seq`, `eid` (the id as 16 bytes), `ct` (client's time, ms), `user_id`
 *   and then the columns asked for;
 * - `who`: the person identified, empty for nobody: an identification holds until the next one, and what came before
 *   the first one belongs to it.
 *
 * Rows of one key are of one month, so nothing is to be merged across partitions; and a condition on the key alone may be
 * tried before.
 *
 * @param columns what else of each event is wanted, by name: SQL text over the columns of `events`
 * @param where condition on the events to read, on site and visitor only: everything here depends on a visitor's whole past
 */
export function visitorHistory(columns: Record<string, string>, where: string): VisitorHistory {
  const fields: Record<string, string> = { ...OWN, ...columns };
  const names = Object.keys(fields);
  const at = (name: string) => names.indexOf(name) + 1;
  const text = `
      SELECT visitor_id, e, arrayReverseFill(u -> u != '', arrayFill(u -> u != '', e.${at('user_id')})) AS who
      FROM (
        SELECT visitor_id, arraySort(groupArray(tuple(${Object.values(fields).join(', ')}))) AS e
        FROM events FINAL
        PREWHERE ${where}
        GROUP BY visitor_id
        SETTINGS do_not_merge_across_partitions_select_final = 1
      )`;
  return { text, at };
}

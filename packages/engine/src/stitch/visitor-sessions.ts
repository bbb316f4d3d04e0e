import type { Params } from '../questions/params.ts';

/** What makes a session. */
export interface SessionRules {
  /** A pause of this many milliseconds or more ends a session. */
  gapMs: number;
  /** Whether an event that arrives with another campaign opens a session. */
  onCampaign: boolean;
}

/** Why a session opened, by the number that stands for it in `opened_by`; 0 is inside a session. */
export const OPENED_BY = ['', 'first', 'gap', 'campaign', 'person'] as const;

/** A SELECT with one row a visitor, and where its tuples keep what. */
export interface VisitorSessions {
  text: string;
  /** Place of a column in the tuples of `e`, from 1: `x.${at('t')}`. */
  at(name: string): number;
}

/**
 * A SELECT with one row a visitor and their whole history in it, as arrays over the events in the order of
 * (time, seq, event id), the client's time settling what is left:
 *
 * - `visitor_id`, and `e`: a tuple of `t` (ms), `seq`, `eid` (the id as 16 bytes), `ct` (client's time, ms), `user_id`,
 *   `campaign_key` (hash, 0 for none) and then the columns asked for;
 * - `who`: the person identified, empty for nobody: an identification holds until the next one, and what came before
 *   the first one belongs to it;
 * - `opened_by`: {@link OPENED_BY};
 * - `session`: a hash of visitor, moment and id of the event that opened the session.
 *
 * A campaign is what an event says about source, medium, campaign and click id; an event that says nothing leaves it
 * as it was. A campaign that is met in a session that began without one is another campaign.
 *
 * @param columns what else of each event is wanted, by name: SQL text over the columns of `events`
 * Rows of one key are of one month, so nothing is to be merged across partitions; and a condition on the key alone may be
 * tried before.
 *
 * @param where condition on the events to read, on site and visitor only: everything here depends on a visitor's whole past
 */
export function visitorSessions(
  columns: Record<string, string>,
  where: string,
  rules: SessionRules,
  params: Params,
): VisitorSessions {
  const gap = params.add('gap', 'Int64', rules.gapMs);
  const fields: Record<string, string> = { ...OWN, ...columns };
  const names = Object.keys(fields);
  const at = (name: string) => names.indexOf(name) + 1;
  const array = (name: string) => `e.${at(name)}`;
  const byCampaign = rules.onCampaign ? 'c != 0 AND c != before' : '0';
  const text = `
SELECT visitor_id, e, who, opened_by,
  arrayFill((h, o) -> o > 0,
    arrayMap((t, id) -> cityHash64(visitor_id, t, id), ${array('t')}, ${array('eid')}), opened_by) AS session
FROM (
  SELECT visitor_id, e, who,
    arrayMap((b, c, before) -> toUInt8(multiIf(b > 0, b, ${byCampaign}, 3, 0)), base, ${array('campaign_key')},
      arrayPushFront(arrayPopBack(arrayFill((c, b) -> c != 0 OR b > 0, ${array('campaign_key')}, base)), 0)) AS opened_by
  FROM (
    SELECT visitor_id, e, who,
      arrayMap((i, pause, u, before) -> toUInt8(multiIf(i = 1, 1, pause >= ${gap}, 2, u != before, 4, 0)),
        arrayEnumerate(who), arrayDifference(${array('t')}), who, arrayPushFront(arrayPopBack(who), '')) AS base
    FROM (
      SELECT visitor_id, e, arrayReverseFill(u -> u != '', arrayFill(u -> u != '', ${array('user_id')})) AS who
      FROM (
        SELECT visitor_id, arraySort(groupArray(tuple(${Object.values(fields).join(', ')}))) AS e
        FROM events FINAL
        PREWHERE ${where}
        GROUP BY visitor_id
        SETTINGS do_not_merge_across_partitions_select_final = 1
      )
    )
  )
)`;
  return { text, at };
}

/**
 * A SELECT with one row a visitor and their sessions side by side, in their order: `groups` (the tuples of `e` of each),
 * `openers` ({@link OPENED_BY}) and `keys` (as in `session`).
 */
export function splitSessions({ text }: VisitorSessions): string {
  return `SELECT visitor_id, arraySplit((x, o) -> o > 0, e, opened_by) AS groups, arrayFilter(o -> o > 0, opened_by) AS openers,
  arrayFilter((key, o) -> o > 0, session, opened_by) AS keys
FROM (${text})`;
}

/** What every history holds; the first four settle the order. */
const OWN = {
  t: 'toUnixTimestamp64Milli(time)',
  seq: 'seq',
  eid: 'UUIDToNum(event_id)',
  ct: 'toUnixTimestamp64Milli(client_time)',
  user_id: 'user_id',
  campaign_key:
    "if(source = '' AND medium = '' AND campaign = '' AND click_id = '', toUInt64(0), cityHash64(source, medium, campaign, click_id))",
};

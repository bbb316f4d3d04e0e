import type { Params } from '../questions/params.ts';
import { type VisitorHistory, visitorHistory } from './visitor-history.ts';

/** What makes a session. */
export interface SessionRules {
  /** A pause of this many milliseconds or more ends a session. */
  gapMs: number;
  /** Whether an event that arrives with another campaign opens a session. */
  onCampaign: boolean;
}

/** Why a session opened, by the number that stands for it in `opened_by`; 0 is inside a session. */
export const OPENED_BY = ['', 'first', 'gap', 'campaign', 'person'] as const;

/**
 * A {@link visitorHistory} cut into sessions: its tuples have `campaign_key` (hash, 0 for none) and then the columns asked for,
 * and beside them, over the events, are
 *
 * - `opened_by`: {@link OPENED_BY};
 * - `session`: a hash of visitor, moment and id of the event that opened the session.
 *
 * A campaign is what an event says about source, medium, campaign and click id; an event that says nothing leaves it
 * as it was. A campaign that is met in a session that began without one is another campaign.
 *
 * @param columns what else of each event is wanted, by name: SQL text over the columns of `events`
 * @param where condition on the events to read, on site and visitor only: everything here depends on a visitor's whole past
 */
export function visitorSessions(
  columns: Record<string, string>,
  where: string,
  rules: SessionRules,
  params: Params,
): VisitorHistory {
  const gap = params.add('gap', 'Int64', rules.gapMs);
  const { text: history, at } = visitorHistory({ campaign_key: CAMPAIGN_KEY, ...columns }, where);
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
    FROM (${history})
  )
)`;
  return { text, at };
}

/**
 * A SELECT with one row a visitor and their sessions side by side, in their order: `groups` (the tuples of `e` of each),
 * `openers` ({@link OPENED_BY}) and `keys` (as in `session`).
 */
export function splitSessions({ text }: VisitorHistory): string {
  return `SELECT visitor_id, arraySplit((x, o) -> o > 0, e, opened_by) AS groups, arrayFilter(o -> o > 0, opened_by) AS openers,
  arrayFilter((key, o) -> o > 0, session, opened_by) AS keys
FROM (${text})`;
}

const CAMPAIGN_KEY =
  "if(source = '' AND medium = '' AND campaign = '' AND click_id = '', toUInt64(0), cityHash64(source, medium, campaign, click_id))";

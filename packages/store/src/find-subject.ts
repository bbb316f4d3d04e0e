import { Params, visitorSessions } from '@desirepath/engine';
import type { Connection } from './connection.ts';
import type { Subject } from './store.ts';

/** One event by what the table replaces it by. */
interface EventKey {
  visitor_id: string;
  id: string;
}

/** What is a subject's. */
export interface Found {
  visitors: string[];
  /** Those of the visitors that nobody shares. */
  sole: string[];
  /** Events on the others. */
  onShared: EventKey[];
}

/**
 * What is a subject's: of a person the events that stitching gives them, all between their identification on a visitor and the next one,
 * and what came before the first.
 */
export async function findSubject(connection: Connection, site: string, subject: Subject): Promise<Found> {
  const visitors = await visitorsOf(connection, site, subject);
  const { own, shared } = await eventsOf(connection, site, subject, visitors);
  return {
    visitors,
    sole: visitors.filter((visitor) => !shared.has(visitor)),
    onShared: own.filter(({ visitor_id }) => shared.has(visitor_id)),
  };
}

async function visitorsOf(connection: Connection, site: string, subject: Subject): Promise<string[]> {
  if ('visitor' in subject) return [subject.visitor];
  const rows = await connection.rows<{ visitor_id: string }>({
    text: `SELECT DISTINCT visitor_id FROM (
        SELECT visitor_id FROM links WHERE site = {site:String} AND user_id = {person:String}
        UNION ALL SELECT visitor_id FROM events WHERE site = {site:String} AND user_id = {person:String}
      )`,
    params: { site, person: subject.person },
  });
  return rows.map((row) => row.visitor_id);
}

/** The events of a subject, and which of the visitors have events of somebody else. */
async function eventsOf(
  connection: Connection,
  site: string,
  subject: Subject,
  visitors: readonly string[],
): Promise<{ own: EventKey[]; shared: Set<string> }> {
  if ('visitor' in subject) return { own: [], shared: new Set() };
  const params = new Params('e_');
  const where = `site = ${params.add('site', 'String', site)} AND visitor_id IN ${params.add('visitors', 'Array(String)', visitors)}`;
  const sessions = visitorSessions(
    { uuid: 'toString(event_id)' },
    where,
    { gapMs: 1_800_000, onCampaign: false },
    params,
  );
  const mine = `w = ${params.add('person', 'String', subject.person)}`;
  const rows = await connection.rows<{ visitor_id: string; ids: string[]; others: number }>(
    params.sql(`SELECT visitor_id, arrayMap(x -> x.${sessions.at('uuid')}, arrayFilter((x, w) -> ${mine}, e, who)) AS ids,
      arrayCount(w -> NOT (${mine}), who) AS others FROM (${sessions.text})`),
  );
  return {
    own: rows.flatMap(({ visitor_id, ids }) => ids.map((id) => ({ visitor_id, id }))),
    shared: new Set(rows.filter(({ others }) => others > 0).map(({ visitor_id }) => visitor_id)),
  };
}

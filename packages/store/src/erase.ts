import { randomUUID } from 'node:crypto';
import { Params, type Sql, visitorSessions } from '@desirepath/engine';
import type { Connection } from './connection.ts';
import { countRows, deleteRows } from './delete-rows.ts';
import { countRaw, eraseRaw } from './erase-raw.ts';
import { portionsOf } from './portions-of.ts';
import type { EraseReport, Mentions, Subject } from './store.ts';

/** One event by what the table replaces it by. */
interface EventKey {
  visitor_id: string;
  id: string;
}

/** Events named by one statement. */
const A_STATEMENT = 2000;

const RAW = ['rejects', 'bots'] as const;

/**
 * Erases a subject. The events of a person are those that stitching gives them: all between their identification on a visitor and the
 * next one, and what came before the first.
 *
 * The rows are taken out of the files themselves (`mutations_sync`), not only hidden; ClickHouse removes the files they were in after
 * some minutes.
 *
 * @param mentions tells which raw texts have one of some ids in them
 */
export async function erase(
  connection: Connection,
  site: string,
  subject: Subject,
  mentions: Mentions,
): Promise<EraseReport> {
  const visitors = await visitorsOf(connection, site, subject);
  const { own, shared } = await eventsOf(connection, site, subject, visitors);
  const sole = visitors.filter((visitor) => !shared.has(visitor));
  const ids = [...('person' in subject ? [subject.person] : []), ...sole];
  const isIn = mentions(ids);
  // No person has this name.
  const person = 'person' in subject ? subject.person : '\0';

  const report: EraseReport = { erased: { events: 0, links: 0, journeys: 0, rejects: 0, bots: 0 }, left: 0, visitors };
  const portions = portionsOf(
    own.filter(({ visitor_id }) => shared.has(visitor_id)),
    A_STATEMENT,
  );
  const targets: {
    table: keyof EraseReport['erased'] | 'visitor_links';
    where: string;
    params: Record<string, unknown>;
  }[] = [
    { table: 'events', where: 'visitor_id IN {visitors:Array(String)}', params: { visitors: sole } },
    ...portions.map((keys) => ({
      table: 'events' as const,
      where: 'visitor_id IN {visitors:Array(String)} AND event_id IN {ids:Array(UUID)}',
      params: { visitors: [...new Set(keys.map((key) => key.visitor_id))], ids: keys.map((key) => key.id) },
    })),
    ...(['links', 'visitor_links'] as const).map((table) => ({
      table,
      where: 'visitor_id IN {visitors:Array(String)} OR user_id = {person:String}',
      params: { visitors: sole, person },
    })),
    {
      table: 'journeys',
      where: 'hasAny(visitors, {visitors:Array(String)}) OR person_id IN {persons:Array(String)}',
      params: {
        visitors,
        persons: [...visitors.map((one) => `v:${one}`), ...('person' in subject ? [`u:${subject.person}`] : [])],
      },
    },
  ];
  // Before anything goes: should this be interrupted, what remains of the others is still made anew.
  const at = Date.now();
  const remade = await neighboursOf(connection, site, visitors, sole);
  for (const { table, where, params } of targets) {
    const rows = await deleteRows(connection, table, { text: where, params: { ...params, site } });
    if (table in report.erased) report.erased[table as keyof EraseReport['erased']] += rows;
  }
  for (const table of RAW) report.erased[table] = await eraseRaw(connection, table, site, isIn);
  const named: Sql = {
    text: 'hasAny(visitors, {visitors:Array(String)}) OR has(users, {person:String})',
    params: { site, visitors: sole, person },
  };
  // A frame has touched others too: only the names go.
  if ((await countRows(connection, 'dirty', named)) > 0) {
    await connection.run({
      text: `ALTER TABLE dirty UPDATE visitors = arrayFilter(v -> NOT has({visitors:Array(String)}, v), visitors),
        users = arrayFilter(u -> u != {person:String}, users)
        WHERE site = {site:String} AND (${named.text}) SETTINGS mutations_sync = 2`,
      params: named.params,
    });
  }
  if (remade.length > 0) {
    await connection.insert(
      'dirty',
      [{ site, map_version: '', frame: `erase-${at}`, visitors: remade, users: [], done: 0 }],
      {},
    );
  }
  for (const { table, where, params } of targets) {
    report.left += await countRows(connection, table, { text: where, params: { ...params, site } });
  }
  for (const table of RAW) report.left += await countRaw(connection, table, site, isIn);
  report.left += await countRows(connection, 'dirty', named);
  const { events, rejects, bots } = report.erased;
  await connection.insert('erasures', [{ site, at, id: randomUUID(), events, rejects, bots }], {});
  return report;
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

/** Visitors whose journeys go although they are not erased: those shared, and those of persons whom an erased visitor was linked to. */
async function neighboursOf(
  connection: Connection,
  site: string,
  visitors: readonly string[],
  sole: readonly string[],
): Promise<string[]> {
  const rows = await connection.rows<{ visitor: string }>({
    text: `SELECT DISTINCT arrayJoin(visitors) AS visitor FROM journeys
      WHERE site = {site:String} AND hasAny(visitors, {visitors:Array(String)})`,
    params: { site, visitors },
  });
  const gone = new Set(sole);
  const all = new Set([...visitors, ...rows.map((row) => row.visitor)]);
  return [...all].filter((visitor) => !gone.has(visitor));
}

import type { Sql } from '@desirepath/engine';
import type { Connection } from './connection.ts';
import { countRows, deleteRows } from './delete-rows.ts';
import { type Found, findSubject } from './find-subject.ts';
import { portionsOf } from './portions-of.ts';
import type { EraseReport, Subject } from './store.ts';

/** Events named by one statement. */
const A_STATEMENT = 2000;

type StoredTable = Exclude<keyof EraseReport['erased'], 'rejects' | 'bots'>;

interface Target {
  table: StoredTable | 'visitor_links';
  where: string;
  params: Record<string, unknown>;
}

/** What was erased of what was stored, how much of it is left, and whose it was. */
export interface StoredReport extends Found {
  erased: Record<StoredTable, number>;
  left: number;
}

/**
 * Erases a subject's events and all that was made of them. What tells the subject's visitors goes last: should this be interrupted, it
 * finds what is left when it is done again.
 */
export async function eraseStored(
  connection: Connection,
  site: string,
  subject: Subject,
  at: number,
): Promise<StoredReport> {
  const found = await findSubject(connection, site, subject);
  const { visitors, sole, onShared } = found;
  // No person has this name.
  const person = 'person' in subject ? subject.person : '\0';
  const report: StoredReport = { ...found, erased: { events: 0, links: 0, journeys: 0 }, left: 0 };
  const made: Target[] = [
    { table: 'events', where: 'visitor_id IN {visitors:Array(String)}', params: { visitors: sole } },
    ...portionsOf(onShared, A_STATEMENT).map((keys) => ({
      table: 'events' as const,
      where: 'visitor_id IN {visitors:Array(String)} AND event_id IN {ids:Array(UUID)}',
      params: { visitors: [...new Set(keys.map((key) => key.visitor_id))], ids: keys.map((key) => key.id) },
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
  const links = (['links', 'visitor_links'] as const).map((table) => ({
    table,
    where: 'visitor_id IN {visitors:Array(String)} OR user_id = {person:String}',
    params: { visitors: sole, person },
  }));
  const remove = async (targets: readonly Target[]) => {
    for (const { table, where, params } of targets) {
      const rows = await deleteRows(connection, table, { text: where, params: { ...params, site } });
      if (table !== 'visitor_links') report.erased[table] += rows;
    }
  };

  const remade = await neighboursOf(connection, site, visitors, sole);
  // Before anything goes: should this be interrupted, what remains of the others is still made anew.
  if (remade.length > 0) {
    await connection.insert(
      'dirty',
      [{ site, map_version: '', frame: `erase-${at}`, visitors: remade, users: [], done: 0 }],
      {},
    );
  }
  await remove(made);
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
  await remove(links);
  for (const { table, where, params } of [...made, ...links]) {
    report.left += await countRows(connection, table, { text: where, params: { ...params, site } });
  }
  report.left += await countRows(connection, 'dirty', named);
  return report;
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

import type { Connection } from './connection.ts';
import { retentionDays } from './retention-days.ts';

/** The column by which a table forgets, and what it forgets anyway. */
const TABLES = [
  { table: 'events', moment: 'toDateTime(time)' },
  { table: 'journeys', moment: 'toDateTime(end)' },
  { table: 'links', moment: 'at' },
  { table: 'visitor_links', moment: 'at' },
  { table: 'rejects', moment: 'toDateTime(received_time)', days: 14 },
  { table: 'bots', moment: 'toDateTime(received_time)', days: 30 },
] as const satisfies readonly { table: string; moment: string; days?: number }[];

/**
 * Gives the tables of persons a TTL for each site that has a retention. ClickHouse then deletes by itself, whenever it merges.
 *
 * @param retention ms by site, whole days count
 */
export async function applyRetention(
  connection: Connection,
  retention: Readonly<Record<string, number>>,
): Promise<void> {
  const sites = Object.entries(retention).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const { table, moment, ...anyway } of TABLES) {
    const most = 'days' in anyway ? anyway.days : undefined;
    const after = (days: number): string => `${moment} + toIntervalDay(${days})`;
    const clauses = sites.flatMap(([site, ms]) => {
      if (!/^[a-z0-9_-]+$/.test(site)) throw new RangeError(`"${site}" cannot be the id of a site.`);
      const days = retentionDays(ms);
      return most !== undefined && days >= most ? [] : [`${after(days)} WHERE site = '${site}'`];
    });
    if (most !== undefined) clauses.unshift(after(most));
    const wanted = clauses.join(', ');
    if (wanted === (await ttlOf(connection, table))) continue;
    const change = clauses.length === 0 ? 'REMOVE TTL' : `MODIFY TTL ${wanted}`;
    await connection.run({ text: `ALTER TABLE ${table} ${change}`, params: {} });
  }
}

/** The TTL of a table as ClickHouse writes it; empty where it has none. */
async function ttlOf(connection: Connection, table: string): Promise<string> {
  const [row] = await connection.rows<{ text: string }>({
    text: 'SELECT engine_full AS text FROM system.tables WHERE database = currentDatabase() AND name = {table:String}',
    params: { table },
  });
  return /\bTTL (.*?)(?: SETTINGS |$)/s.exec(row?.text ?? '')?.[1] ?? '';
}

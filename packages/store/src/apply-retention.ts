import type { Connection } from './connection.ts';
import { retentionDays } from './retention-days.ts';

/**
 * The moment by which a table forgets, and what it forgets anyway: everything after so many days, or some of it. The first one tells what
 * the retention of a site was.
 */
const TABLES: readonly { table: string; moment: string; most?: number; some?: string }[] = [
  { table: 'events', moment: 'toDateTime(time)' },
  { table: 'journeys', moment: 'toDateTime(end)' },
  { table: 'links', moment: 'at' },
  { table: 'visitor_links', moment: 'at' },
  // What nobody stitches any more, as of a site that is no longer served. A clock may be ahead, so that the events outlive it by an hour.
  { table: 'dirty', moment: '(at + toIntervalDay(1))', some: 'at + toIntervalDay(1) WHERE done = 1' },
  { table: 'rejects', moment: 'toDateTime(received_time)', most: 14 },
  { table: 'bots', moment: 'toDateTime(received_time)', most: 30 },
];

/**
 * Gives the tables of persons a TTL for each site that has a retention. ClickHouse then deletes by itself, whenever it merges. A site that
 * is not named, as it is served no longer, keeps the retention that it had.
 *
 * @param retention ms by site, whole days count; null: for ever
 */
export async function applyRetention(
  connection: Connection,
  retention: Readonly<Record<string, number | null>>,
): Promise<void> {
  const days = new Map<string, number>();
  for (const [, kept, site = ''] of (await ttlOf(connection, 'events')).matchAll(KEPT)) days.set(site, Number(kept));
  for (const [site, ms] of Object.entries(retention)) {
    if (!/^[a-z0-9_-]+$/.test(site)) throw new RangeError(`"${site}" cannot be the id of a site.`);
    if (ms === null) days.delete(site);
    else days.set(site, retentionDays(ms));
  }
  const sites = [...days].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const { table, moment, most = Number.POSITIVE_INFINITY, some } of TABLES) {
    const after = (count: number): string => `${moment} + toIntervalDay(${count})`;
    const clauses = sites
      .filter(([, count]) => count < most)
      .map(([site, count]) => `${after(count)} WHERE site = '${site}'`);
    if (some !== undefined) clauses.unshift(some);
    if (most < Number.POSITIVE_INFINITY) clauses.unshift(after(most));
    const wanted = clauses.join(', ');
    if (wanted === (await ttlOf(connection, table))) continue;
    const change = clauses.length === 0 ? 'REMOVE TTL' : `MODIFY TTL ${wanted}`;
    await connection.run({ text: `ALTER TABLE ${table} ${change}`, params: {} });
  }
}

/** A site's part of a TTL. */
const KEPT = /toIntervalDay\((\d+)\) WHERE site = '([^']+)'/g;

/** The TTL of a table as ClickHouse writes it; empty where it has none. */
async function ttlOf(connection: Connection, table: string): Promise<string> {
  const [row] = await connection.rows<{ text: string }>({
    text: 'SELECT engine_full AS text FROM system.tables WHERE database = currentDatabase() AND name = {table:String}',
    params: { table },
  });
  return /\bTTL (.*?)(?: SETTINGS |$)/s.exec(row?.text ?? '')?.[1] ?? '';
}

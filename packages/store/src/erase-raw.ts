import type { Sql } from '@desirepath/engine';
import type { Connection } from './connection.ts';
import { countRows, deleteRows } from './delete-rows.ts';
import { portionsOf } from './portions-of.ts';
import type { Mentions } from './store.ts';

/** The tables that keep what came as it came, and the column beside that which may repeat some of it. */
const RAW_TABLES = { rejects: 'detail', bots: 'name' } as const;
type RawTable = keyof typeof RAW_TABLES;
type Search = ReturnType<Mentions>;

/** Rows looked at together: each has up to 8 KB, and nothing else is done in this process meanwhile. */
const A_PAGE = 500;
/** Rows named by one statement. */
const A_STATEMENT = 5000;

interface RawRow {
  hash: string;
  raw: string;
  beside: string;
}

/** What was refused of a request that named no site, by a wrong key, may have been meant for any. */
const SITES: Readonly<Record<RawTable, (site: string) => string[]>> = {
  rejects: (site) => [site, ''],
  bots: (site) => [site],
};

/** Erases of a table of raw texts the rows of a site in which something stands, and tells how many they were. */
export const eraseRaw = (connection: Connection, table: RawTable, site: string, search: Search) =>
  sumOf(connection, table, site, search, deleteRows);

/** How many such rows there are. */
export const countRaw = (connection: Connection, table: RawTable, site: string, search: Search) =>
  sumOf(connection, table, site, search, countRows);

async function sumOf(
  connection: Connection,
  table: RawTable,
  site: string,
  search: Search,
  work: typeof countRows,
): Promise<number> {
  let sum = 0;
  for (const one of SITES[table](site)) {
    for (const where of await findRaw(connection, table, one, search)) sum += await work(connection, table, where);
  }
  return sum;
}

/**
 * The rows of a table of raw texts in which something stands, as conditions that name them. Those that may have it are read, since what is
 * looked for may be encoded in any way that a client thought of.
 */
async function findRaw(
  connection: Connection,
  table: RawTable,
  site: string,
  { pattern, isIn }: Search,
): Promise<Sql[]> {
  const beside = RAW_TABLES[table];
  const key = `toString(cityHash64(raw, ${beside}))`;
  const near = `site = {site:String} AND (match(raw, {pattern:String}) OR match(${beside}, {pattern:String}))`;
  const pages = await connection.rows<{ since: number; until: number }>({
    text: `SELECT since, leadInFrame(since, 1, toInt64(1e13)) OVER (ORDER BY since ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until
      FROM (
        SELECT DISTINCT at AS since FROM (
          SELECT toUnixTimestamp64Milli(received_time) AS at, row_number() OVER (ORDER BY received_time) AS place
          FROM ${table} WHERE ${near}
        ) WHERE place % ${A_PAGE} = 1
      ) ORDER BY since`,
    params: { site, pattern },
  });
  const found: string[] = [];
  for (const page of pages) {
    const rows = await connection.rows<RawRow>({
      text: `SELECT ${key} AS hash, raw, ${beside} AS beside FROM ${table}
        WHERE ${near} AND received_time >= fromUnixTimestamp64Milli({since:Int64}) AND received_time < fromUnixTimestamp64Milli({until:Int64})`,
      params: { site, pattern, ...page },
    });
    found.push(...rows.filter(({ raw, beside }) => isIn(raw) || isIn(beside)).map(({ hash }) => hash));
  }
  // Each statement writes the table anew.
  return portionsOf(found, A_STATEMENT).map((hashes) => ({
    text: `${key} IN {hashes:Array(String)}`,
    params: { site, hashes },
  }));
}

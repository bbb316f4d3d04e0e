import type { Sql } from '@desirepath/engine';
import type { Connection } from './connection.ts';
import { countRows, deleteRows } from './delete-rows.ts';

/** The tables that keep what came as it came, and the column beside that which may repeat some of it. */
const RAW_TABLES = { rejects: 'detail', bots: 'name' } as const;
export type RawTable = keyof typeof RAW_TABLES;

/** Rows looked at together: each has up to 8 KB. */
const A_PAGE = 2000;

interface RawRow {
  at: number;
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
export const eraseRaw = (connection: Connection, table: RawTable, site: string, isIn: (text: string) => boolean) =>
  sumOf(connection, table, site, isIn, deleteRows);

/** How many such rows there are. */
export const countRaw = (connection: Connection, table: RawTable, site: string, isIn: (text: string) => boolean) =>
  sumOf(connection, table, site, isIn, countRows);

async function sumOf(
  connection: Connection,
  table: RawTable,
  site: string,
  isIn: (text: string) => boolean,
  work: typeof countRows,
): Promise<number> {
  let sum = 0;
  for (const one of SITES[table](site)) {
    for (const where of await findRaw(connection, table, one, isIn)) sum += await work(connection, table, where);
  }
  return sum;
}

/**
 * The rows of a table of raw texts in which something stands, as conditions that name them. They are read, since what is looked for may be
 * encoded in any way that a client thought of.
 *
 * @param isIn whether it stands in a text
 */
async function findRaw(
  connection: Connection,
  table: RawTable,
  site: string,
  isIn: (text: string) => boolean,
): Promise<Sql[]> {
  const key = `toString(cityHash64(raw, ${RAW_TABLES[table]}))`;
  const found: Sql[] = [];
  let last: Pick<RawRow, 'at' | 'hash'> = { at: 0, hash: '' };
  for (;;) {
    const rows = await connection.rows<RawRow>({
      text: `SELECT toUnixTimestamp64Milli(received_time) AS at, ${key} AS hash, raw, ${RAW_TABLES[table]} AS beside FROM ${table}
        WHERE site = {site:String} AND received_time >= fromUnixTimestamp64Milli({at:Int64})
          AND (received_time, ${key}) > (fromUnixTimestamp64Milli({at:Int64}), {hash:String})
        ORDER BY received_time, ${key} LIMIT ${A_PAGE}`,
      params: { site, ...last },
    });
    const hashes = rows.filter(({ raw, beside }) => isIn(raw) || isIn(beside)).map(({ hash }) => hash);
    if (hashes.length > 0) found.push({ text: `${key} IN {hashes:Array(String)}`, params: { site, hashes } });
    last = rows.at(-1) ?? last;
    if (rows.length < A_PAGE) return found;
  }
}

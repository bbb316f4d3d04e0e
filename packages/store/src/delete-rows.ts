import type { Sql } from '@desirepath/engine';
import type { Connection } from './connection.ts';

/** Rows of a site for which a condition holds. */
export async function countRows(connection: Connection, table: string, where: Sql): Promise<number> {
  const [row] = await connection.rows<{ n: number }>({
    text: `SELECT count() AS n FROM ${table} WHERE site = {site:String} AND (${where.text})`,
    params: where.params,
  });
  return row?.n ?? 0;
}

/** Takes these rows out of the files themselves, not only out of sight, and tells how many they were. */
export async function deleteRows(connection: Connection, table: string, where: Sql): Promise<number> {
  const rows = await countRows(connection, table, where);
  if (rows > 0) {
    await connection.run({
      text: `ALTER TABLE ${table} DELETE WHERE site = {site:String} AND (${where.text}) SETTINGS mutations_sync = 2`,
      params: where.params,
    });
  }
  return rows;
}

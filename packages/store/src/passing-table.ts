import { randomUUID } from 'node:crypto';
import type { Connection } from './connection.ts';

const swept = new WeakSet<Connection>();

/**
 * A table for one question alone, that goes with it.
 *
 * @param make makes the table of that name
 * @param work has the table until its promise is settled
 */
export async function passingTable<T>(
  connection: Connection,
  make: (name: string) => Promise<void>,
  work: (name: string) => Promise<T>,
): Promise<T> {
  if (!swept.has(connection)) {
    swept.add(connection);
    await dropLeftBehind(connection);
  }
  const name = `passing_${randomUUID().replaceAll('-', '')}`;
  try {
    await make(name);
    return await work(name);
  } finally {
    await connection.run({ text: `DROP TABLE IF EXISTS ${name} SYNC`, params: {} });
  }
}

/**
 * Drops what processes that ended suddenly have left behind: of an embedded ClickHouse all that is older than this process, of a
 * server, which others may be asking at the moment, what is older than a day.
 */
async function dropLeftBehind(connection: Connection): Promise<void> {
  const before =
    connection.kind === 'embedded'
      ? `fromUnixTimestamp(${Math.floor(performance.timeOrigin / 1000)})`
      : 'now() - toIntervalDay(1)';
  const tables = await connection.rows<{ name: string }>({
    text: `SELECT name FROM system.tables
      WHERE database = currentDatabase() AND match(name, '^passing_[0-9a-f]{32}$') AND metadata_modification_time < ${before}`,
    params: {},
  });
  for (const { name } of tables) await connection.run({ text: `DROP TABLE IF EXISTS ${name} SYNC`, params: {} });
}

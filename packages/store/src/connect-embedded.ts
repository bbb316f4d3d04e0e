import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createClient } from '@clickhouse/client';
import { type Connection, clientConnection, type InsertLines, STATEMENT_SETTINGS } from './connection.ts';
import { StoreError } from './store-error.ts';

type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

/** ClickHouse looks at the memory of its process twenty times a second by default: a third of all it does while nobody asks anything. */
const ENGINE = ['--', '--memory_worker_period_ms=1000'];

/**
 * What a question is sped up by here and need not be known to a server: looking for what its comparisons imply about one
 * another takes longer, in nested questions, than all else that is done before anything is read.
 */
const HERE = { optimize_and_compare_chain: 0 };

/**
 * Opens the ClickHouse inside this process over a data folder, which is made if it is not there.
 * @throws StoreError `busy` when another process holds the folder, `unusable_folder` when it cannot be opened
 */
export async function connectEmbedded(path: string, database: string): Promise<Connection> {
  const folder = resolve(path);
  const settings = Object.entries({ ...STATEMENT_SETTINGS, ...HERE }).map(([name, value]) => `${name} = '${value}'`);
  const statements = [`CREATE DATABASE IF NOT EXISTS ${database}`, `USE ${database}`, `SET ${settings.join(', ')}`];
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw unusable(folder, cause);
  }
  try {
    // Only here: a process that speaks to a server need not have a whole ClickHouse in its memory.
    const [{ Session }, { createChdbConnection }] = await Promise.all([import('chdb'), import('chdb/connection')]);
    const session = async (): Promise<Connection> => {
      const embedded = createChdbConnection({ path: folder });
      // The same interface, declared by two packages of the client whose classes TypeScript tells apart.
      const client = createClient({ connection: embedded as unknown as ClientConnection });
      // The client would make one text of the rows and their statement, on the thread that answers requests.
      const send: InsertLines = async (table, columns, pieces, settings) => {
        const values = Buffer.concat([...pieces]);
        await embedded.chdb.rawInsert({ table, columns, values, settings, format: 'JSONCompactEachRow' });
      };
      const connection = clientConnection('embedded', client, send, session);
      for (const text of statements) await connection.run({ text, params: {} });
      return connection;
    };
    // Only a session can set up the engine, which all connections to a folder share; it lives on in those made next.
    const first = new Session(folder, { connectionArgs: ENGINE });
    const opened = session();
    first.close();
    return await opened;
  } catch (cause) {
    // ClickHouse says no more than that it failed; a lock it holds on a folder shows as the file `status` in it.
    if (existsSync(join(folder, 'status'))) {
      throw new StoreError(
        'busy',
        `The data folder ${folder} is held by another running process; stop that one, or name another folder with --data.`,
        { cause },
      );
    }
    throw unusable(folder, cause);
  }
}

function unusable(folder: string, cause: unknown): StoreError {
  const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
  return new StoreError(
    'unusable_folder',
    `The data folder ${folder} cannot be used (${reason}); make it a folder that this user may write to, or name another.`,
    { cause },
  );
}

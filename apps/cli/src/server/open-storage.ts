import { durationMs, type Site } from '@desirepath/schema';
import { openSpool, type Spool } from '@desirepath/spool';
import { type LateStore, openLate, type Store } from '@desirepath/store';
import type { DataFolder } from '../data-folder/open-data-folder.ts';
import { messageOf } from '../shell/cli-error.ts';
import { openTables, serverOf } from './open-tables.ts';

/** Where events are kept. */
interface Storage {
  spool: Spool;
  tables: Store;
  /** The tables, where they may not be there yet. */
  late: LateStore | undefined;
}

interface StorageOptions {
  env: Readonly<Record<string, string | undefined>>;
  now: () => number;
  warn(line: string): void;
  /** Whether a ClickHouse server is waited for. */
  isPatient: boolean;
}

/** Opens the spool of a data folder and its tables, which with `CLICKHOUSE_URL` are on that server. On failure all is closed again. */
export async function openStorage(
  folder: DataFolder,
  sites: readonly Site[],
  { env, now, warn, isPatient }: StorageOptions,
): Promise<Storage> {
  const keep = folder.settings.spool_keep;
  // First, as it knows for certain whether another process has the folder, also one in another container.
  const spool = await openSpool({
    dir: folder.spool,
    ...(keep === undefined ? {} : { keepMs: durationMs(keep) }),
    now,
    warn,
  });
  try {
    const server = serverOf(env);
    const late =
      isPatient && server !== undefined
        ? openLate(
            () => openTables(server, sites),
            (why) => warn(`${messageOf(why)} Events are taken and kept meanwhile, and it is tried again.`),
          )
        : undefined;
    return { spool, tables: late ?? (await openTables(server ?? { path: folder.clickhouse }, sites)), late };
  } catch (error) {
    await spool.close();
    throw error;
  }
}

import { durationMs, type Site } from '@desirepath/schema';
import { openStore, type Store, type StoreOptions } from '@desirepath/store';
import { wrongCall } from '../shell/cli-error.ts';

/**
 * The server that the environment names; undefined where it names none.
 *
 * @throws CliError (2) when `CLICKHOUSE_URL` is no address
 */
export function serverOf(env: Readonly<Record<string, string | undefined>>): StoreOptions | undefined {
  const url = env.CLICKHOUSE_URL;
  if (url === undefined || url === '') return undefined;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw wrongCall(`CLICKHOUSE_URL is "${url}", which is no address: write one such as http://127.0.0.1:8123.`);
  return {
    url,
    ...(env.CLICKHOUSE_USER === undefined ? {} : { username: env.CLICKHOUSE_USER }),
    ...(env.CLICKHOUSE_PASSWORD === undefined ? {} : { password: env.CLICKHOUSE_PASSWORD }),
    ...(env.CLICKHOUSE_DATABASE === undefined ? {} : { database: env.CLICKHOUSE_DATABASE }),
  };
}

/** Opens a store and brings it up to date: its tables, and how long they keep what. On failure it is closed again. */
export async function openTables(options: StoreOptions, sites: readonly Site[]): Promise<Store> {
  const store = await openStore(options);
  try {
    await store.migrate();
    await store.retain(retentionOf(sites));
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** How long each site keeps its events, ms; null: for ever. */
function retentionOf(sites: readonly Site[]): Record<string, number | null> {
  return Object.fromEntries(
    sites.map(({ id, retention }) => [id, retention === undefined ? null : durationMs(retention)]),
  );
}

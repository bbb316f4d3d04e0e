import { expect, it } from 'vitest';
import type { Connection } from '../src/connection.ts';
import { migrate } from '../src/migrate.ts';
import type { Store } from '../src/store.ts';

/** Migrating: once, and never what was changed. */
export function migrateSuite(store: () => Store, connect: () => Promise<Connection>) {
  it('migrates once', async () => {
    expect(await store().migrate()).toEqual([]);
  });

  it('refuses a migration that was changed after it had been applied', async () => {
    const connection = await connect();
    const changed = new URL('./changed-migrations/', import.meta.url);
    await expect(migrate(connection, changed)).rejects.toThrow(
      'The migration 0001_events.sql was changed after it had been applied',
    );
  });
}

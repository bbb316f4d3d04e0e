import { join } from 'node:path';
import { openStore, type Store } from '@desirepath/store';
import { tempDir } from '@desirepath/testing';
import { afterAll } from 'vitest';

/** A store for all tests of a file, and the folder it is in, which both end with them. */
export async function sharedStore(name: string): Promise<{ store: Store; folder: string }> {
  const root = tempDir(name);
  const store = await openStore({ path: join(root.path, 'clickhouse') });
  await store.migrate();
  afterAll(async () => {
    await store.close();
    root.remove();
  });
  return { store, folder: root.path };
}

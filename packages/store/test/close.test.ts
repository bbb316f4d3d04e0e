import { setImmediate as begun } from 'node:timers/promises';
import { tempDir } from '@desirepath/testing';
import { expect, it } from 'vitest';
import { openStore } from '../src/index.ts';

it('is closed after the query that is under way, and before those that wait', async () => {
  const dir = tempDir('close');
  const store = await openStore({ path: dir.path });
  const sleeping = store.read<{ slept: number }>({ text: 'SELECT sleep(1) AS slept', params: {} });
  const waiting = store.read({ text: 'SELECT 1', params: {} });
  await begun();
  const closed = Promise.all([store.close(), store.close()]);
  await expect(sleeping).resolves.toEqual([{ slept: 0 }]);
  await expect(waiting).rejects.toThrow('The store is closed');
  await closed;
  dir.remove();
});

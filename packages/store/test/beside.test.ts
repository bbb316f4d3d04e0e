import { tempDir } from '@desirepath/testing';
import { expect, it } from 'vitest';
import { connectEmbedded } from '../src/connect-embedded.ts';

it('runs statements beside one that takes long, over the same tables and settings, and outlives its connection', async () => {
  const dir = tempDir('beside');
  const first = await connectEmbedded(dir.path, 'desirepath');
  const second = await first.beside();
  let slept = false;
  const sleeping = first.rows({ text: 'SELECT sleep(3)', params: {} }).then(() => {
    slept = true;
  });
  await second.run({ text: 'CREATE TABLE beside (id UInt64) ENGINE = MergeTree ORDER BY id', params: {} });
  await second.insert('beside', [{ id: 1 }, { id: 2 }], {});
  expect(slept).toBe(false);
  await sleeping;
  const ids = { text: 'SELECT id FROM beside ORDER BY id', params: {} };
  expect(await first.rows(ids)).toEqual([{ id: 1 }, { id: 2 }]);
  await first.close();
  expect(await second.rows(ids)).toEqual([{ id: 1 }, { id: 2 }]);
  await expect(first.rows(ids)).rejects.toThrow('The store is closed');
  await second.close();
  dir.remove();
});

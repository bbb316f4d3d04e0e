import { NO_FAULTS, SeededRandom, SimulatedDisk } from '@desirepath/testing/disk';
import { expect, test } from 'vitest';
import { openSpool, type Spool, type SpoolFiles } from '../src/index.ts';

const open = (files: SpoolFiles): Promise<Spool> => openSpool({ dir: '/spool', files });
const idsOf = (batch: Awaited<ReturnType<Spool['claim']>>) => batch?.frames.map(({ id }) => id);

// After a failed sync the system counts the pages as clean: they can be read, and the next sync does not write them.
test('a frame that only the page cache has is on the disk before it is in a batch', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const disk = new SimulatedDisk(new SeededRandom(seed));
    const first = await open(disk.files());
    await first.append(Buffer.from('acknowledged'));
    // Two halves of a write, then the sync: the process ends before it.
    disk.next = { call: disk.calls + 3, fault: 'kill' };
    await expect(first.append(Buffer.from('in the cache only'))).rejects.toThrow();
    // Each sync of the next processes fails once.
    for (let call = 1, isOpen = false; !isOpen; call++) {
      const files = disk.files();
      disk.next = { call, fault: 'EIO' };
      isOpen = await open(files).then(
        () => true,
        () => false,
      );
      disk.kill();
    }
    const tried = await (await open(disk.files())).claim();
    expect(tried?.frames).toHaveLength(2);
    disk.powerCut();
    const again = await (await open(disk.files())).claim();
    expect({ id: again?.id, ids: idsOf(again) }, `seed ${seed}`).toEqual({ id: tried?.id, ids: idsOf(tried) });
  }
});

test('a claim whose sync failed is on the disk before it counts', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const disk = new SimulatedDisk(new SeededRandom(seed));
    const first = await open(disk.files());
    await first.append(Buffer.from('one'));
    disk.faults = { ...NO_FAULTS, datasync: 1 };
    await expect(first.claim()).rejects.toThrow('EIO');
    disk.faults = NO_FAULTS;
    await first.append(Buffer.from('two'));
    disk.kill();
    const tried = await (await open(disk.files())).claim();
    disk.powerCut();
    const again = await (await open(disk.files())).claim();
    expect({ id: again?.id, ids: idsOf(again) }, `seed ${seed}`).toEqual({ id: tried?.id, ids: idsOf(tried) });
  }
});

test('a power cut while a claim that only the page cache has is written again takes no claim from the disk that was there', async () => {
  const openSmall = (files: SpoolFiles) => openSpool({ dir: '/spool', files, segmentBytes: 20, keepMs: 0 });
  for (let seed = 1; seed <= 200; seed++) {
    const disk = new SimulatedDisk(new SeededRandom(seed));
    const first = await openSmall(disk.files());
    await first.append(Buffer.from('shipped, and gone'));
    await first.append(Buffer.from('still to be shipped'));
    const batch = await first.claim();
    if (batch === undefined) throw new Error('nothing claimed');
    await first.acknowledge(batch);
    disk.faults = { ...NO_FAULTS, datasync: 1 };
    await expect(first.claim()).rejects.toThrow('EIO');
    disk.faults = NO_FAULTS;
    disk.kill();
    const files = disk.files();
    disk.next = { call: 1 + (seed % 12), fault: 'power' };
    await openSmall(files).catch(() => undefined);
    disk.kill();
    const last = await (await openSmall(disk.files())).claim();
    expect(
      last?.frames.map(({ payload }) => String(payload)),
      `seed ${seed}`,
    ).toEqual(['still to be shipped']);
  }
});

test('what could not be cut off before a claim does not count as pending: it is never shipped', async () => {
  const disk = new SimulatedDisk(new SeededRandom(1));
  const files = disk.files();
  const truncate = () => Promise.reject(new Error('EIO'));
  const first = await open({
    ...files,
    open: async (path, mode) => ({ ...(await files.open(path, mode)), truncate }),
  });
  disk.faults = { ...NO_FAULTS, datasync: 1 };
  await expect(first.append(Buffer.from('refused'))).rejects.toThrow('cannot be written');
  disk.faults = NO_FAULTS;
  await first.append(Buffer.from('sent again'));
  await first.claim();
  disk.kill();

  const next = await open(disk.files());
  expect(next.status().pending).toEqual({ frames: 1, bytes: 10 });
  const batch = await next.claim();
  if (batch === undefined) throw new Error('nothing claimed');
  await next.acknowledge(batch);
  expect(await next.claim()).toBeUndefined();
  expect(next.status().pending).toEqual({ frames: 0, bytes: 0 });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@desirepath/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HEADER_BYTES } from './frame.ts';
import { nodeFiles, openSpool, type Spool, type SpoolBatch, type SpoolFiles } from './index.ts';

let folder: { path: string; remove(): void };
let opened: Spool[] = [];
beforeEach(() => {
  folder = tempDir('spool');
});
afterEach(async () => {
  for (const spool of opened) await spool.close();
  opened = [];
  folder.remove();
});

async function open(options: Partial<Parameters<typeof openSpool>[0]> = {}): Promise<Spool> {
  const spool = await openSpool({ dir: folder.path, ...options });
  opened.push(spool);
  return spool;
}

const text = (payload: Uint8Array) => Buffer.from(payload).toString();

async function claimAll(spool: Spool): Promise<string[]> {
  const all: string[] = [];
  for (let batch = await spool.claim(); batch !== undefined; batch = await spool.claim()) {
    all.push(...batch.frames.map(({ payload }) => text(payload)));
    await spool.acknowledge(batch);
  }
  return all;
}

describe('append and claim', () => {
  test('frames come back in order, equal payloads as frames of their own', async () => {
    const spool = await open();
    const ids = await Promise.all(['a', 'b', 'b', ''].map((word) => spool.append(Buffer.from(word))));
    expect(new Set(ids.map(({ id }) => id)).size).toBe(4);
    for (const { id } of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(spool.status()).toMatchObject({ writable: true, pending: { frames: 4, bytes: 3 } });
    const batch = await spool.claim();
    expect(batch?.frames.map(({ id }) => id)).toEqual(ids.map(({ id }) => id));
    expect(await spool.claim()).toBe(batch);
    expect(await claimAll(spool)).toEqual(['a', 'b', 'b', '']);
    expect(await spool.claim()).toBeUndefined();
    expect(spool.status().pending).toEqual({ frames: 0, bytes: 0 });
  });

  test('many waiting appends share one fdatasync', async () => {
    const spool = await open();
    const syncs: number[] = [];
    spool.onSync(({ frames }) => syncs.push(frames));
    await Promise.all(Array.from({ length: 100 }, (_, i) => spool.append(Buffer.from(`frame ${i}`))));
    expect(syncs.reduce((a, b) => a + b)).toBe(100);
    expect(syncs.length).toBeLessThanOrEqual(2);
  });

  test('a batch is the same after a crash, although more has come in, and keeps its note', async () => {
    const first = await open();
    await first.append(Buffer.from('one'));
    const batch = await first.claim();
    if (batch === undefined) throw new Error('nothing claimed');
    await first.annotate(batch, 'split');
    await first.append(Buffer.from('two'));
    await first.close();
    const second = await open();
    const again = await second.claim();
    expect(again).toMatchObject({ id: batch.id, note: 'split' });
    expect(again?.frames.map(({ payload }) => text(payload))).toEqual(['one']);
    expect(await claimAll(second)).toEqual(['one', 'two']);
  });

  test('the oldest frame is known before it is claimed, while it is, and after a crash', async () => {
    const oldest = async (spool: Spool) => text((await spool.oldest())?.payload ?? new Uint8Array());
    const first = await open();
    expect(await first.oldest()).toBeUndefined();
    for (const word of ['one', 'two', 'three']) await first.append(Buffer.from(word));
    expect(await oldest(first)).toBe('one');
    const batch = await first.claim({ frames: 1 });
    if (batch === undefined) throw new Error('nothing claimed');
    expect(await first.oldest()).toEqual(batch.frames[0]);
    await first.acknowledge(batch);
    expect(await oldest(first)).toBe('two');
    await first.claim({ frames: 1 });
    await first.close();
    expect(await oldest(await open())).toBe('two');
  });

  test('limits cut a batch, but never to nothing', async () => {
    const spool = await open();
    for (const word of ['aaaa', 'bbbb', 'cc', 'dd']) await spool.append(Buffer.from(word));
    const sizes: number[] = [];
    for (let batch = await spool.claim({ bytes: 3 }); batch !== undefined; batch = await spool.claim({ bytes: 4 })) {
      sizes.push(batch.frames.length);
      await spool.acknowledge(batch);
    }
    expect(sizes).toEqual([1, 1, 2]);
  });

  test('a segment that is half full ends where a batch does, so that its end does not cut the next one short', async () => {
    const spool = await open({ segmentBytes: 200 });
    const append = async (count: number) => {
      for (let i = 0; i < count; i++) await spool.append(Buffer.alloc(30, 'x'));
    };
    await append(3);
    const first = await spool.claim();
    if (first === undefined) throw new Error('nothing claimed');
    // They come while the batch is being shipped: one more would have fitted behind it.
    await append(3);
    await spool.acknowledge(first);
    expect(first.frames).toHaveLength(3);
    expect((await spool.claim())?.frames).toHaveLength(3);
  });

  test('what is being written when a batch is claimed is in it, or begins a new segment', async () => {
    const spool = await open({ segmentBytes: 200 });
    for (let i = 0; i < 3; i++) await spool.append(Buffer.alloc(30, 'x'));
    const late = spool.append(Buffer.alloc(30, 'y'));
    const first = await spool.claim();
    if (first === undefined) throw new Error('nothing claimed');
    await late;
    const more = spool.append(Buffer.alloc(30, 'z'));
    await spool.acknowledge(first);
    await more;
    const next = await spool.claim();
    expect(first.frames.length + (next?.frames.length ?? 0)).toBe(5);
    const segmentsOf = (batch?: SpoolBatch) => [...new Set(batch?.frames.map(({ position }) => position.segment))];
    expect([...segmentsOf(first), ...segmentsOf(next)]).toEqual([2, 3]);
  });

  test('batches() waits for appends and ends with the spool', async () => {
    const spool = await open();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const batch of spool.batches()) {
        seen.push(...batch.frames.map(({ payload }) => text(payload)));
        await spool.acknowledge(batch);
      }
    })();
    await spool.append(Buffer.from('a'));
    await expect.poll(() => seen).toEqual(['a']);
    await spool.append(Buffer.from('b'));
    await expect.poll(() => seen).toEqual(['a', 'b']);
    await spool.close();
    await reading;
    await expect(spool.append(Buffer.from('c'))).rejects.toThrow('is closed');
  });
});

describe('damage', () => {
  const segment = () => join(folder.path, readdirSync(folder.path).find((name) => name.endsWith('.log')) ?? '');

  async function written(words: string[]): Promise<Buffer> {
    const spool = await open();
    for (const word of words) await spool.append(Buffer.from(word));
    await spool.close();
    return readFileSync(segment());
  }

  test.each([
    ['cut in the payload', (bytes: Buffer) => bytes.subarray(0, -2)],
    ['cut in the header', (bytes: Buffer) => bytes.subarray(0, -('three'.length + 5))],
    ['a flipped bit in the payload', flip(-1)],
    ['a flipped bit in the length', flip(-('three'.length + 8))],
    ['a flipped bit in the checksum', flip(-('three'.length + 1))],
    ['zeros after it', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -5), Buffer.alloc(3000)])],
  ])('a torn tail is cut at the last whole frame, with a word about it: %s', async (_, tear) => {
    const bytes = await written(['one', 'two', 'three']);
    writeFileSync(segment(), tear(bytes));
    const words: string[] = [];
    const spool = await open({ warn: (message) => words.push(message) });
    await spool.append(Buffer.from('four'));
    expect(await claimAll(spool)).toEqual(['one', 'two', 'four']);
    expect(words).toHaveLength(1);
    expect(words[0]).toMatch(/^The last \d+ bytes of .*\.log are no whole frame; they are cut off\.$/);
  });

  test('a frame damaged in the middle is passed over, its neighbours stay', async () => {
    const bytes = await written(['one', 'two', 'three']);
    writeFileSync(segment(), flip(HEADER_BYTES + 'one'.length + HEADER_BYTES)(bytes));
    const words: string[] = [];
    const spool = await open({ warn: (message) => words.push(message) });
    expect(await claimAll(spool)).toEqual(['one', 'three']);
    expect(words[0]).toContain('are damaged');
  });

  test('a cursor whose newest slot is torn falls back to the one before', async () => {
    const first = await open();
    await first.append(Buffer.from('one'));
    expect(await claimAll(first)).toEqual(['one']);
    await first.append(Buffer.from('two'));
    const batch = await first.claim();
    await first.close();
    const path = join(folder.path, 'cursor');
    const bytes = readFileSync(path);
    const newest = Math.max(
      ...[0, 4096].map((at) => JSON.parse(bytes.toString('utf8', at + 9, at + 4096)).no as number),
    );
    bytes[(newest % 2) * 4096 + 20] = 0;
    writeFileSync(path, bytes);
    const second = await open();
    expect((await second.claim())?.id).toBe(batch?.id);
  });
});

describe('retention', () => {
  test('shipped segments stay for the time given, over restarts, and then go', async () => {
    let now = 1_700_000_000_000;
    const options = { segmentBytes: 100, keepMs: 1000, now: () => now };
    const first = await open(options);
    for (let i = 0; i < 5; i++) await first.append(Buffer.from('x'.repeat(60)));
    await claimAll(first);
    expect(first.status().segments).toBe(5);
    await first.close();
    now += 600;
    const second = await open(options);
    await second.append(Buffer.from('y'));
    now += 600;
    await claimAll(second);
    // The first four were shipped 1200 ms ago; the fifth was still being written when the first process ended.
    expect(readdirSync(folder.path).filter((name) => name.includes('.shipped-'))).toHaveLength(1);
    now += 1001;
    await second.sweep();
    await second.sweep();
    now += 1001;
    await second.sweep();
    expect(readdirSync(folder.path).filter((name) => /^\d/.test(name))).toEqual([]);
    await second.append(Buffer.from('z'));
    expect(await claimAll(second)).toEqual(['z']);
  });
});

describe('a failing disk', () => {
  test.each(['write', 'datasync'] as const)(
    '%s fails: the waiting appends are refused, later ones work',
    async (operation) => {
      let broken = false;
      const spool = await open({ files: failing(operation, () => broken) });
      await spool.append(Buffer.from('good'));
      broken = true;
      const results = await Promise.allSettled(['bad', 'worse'].map((word) => spool.append(Buffer.from(word))));
      for (const result of results) {
        expect(result).toMatchObject({ status: 'rejected', reason: { name: 'SpoolError', code: 'ENOSPC' } });
        expect(String((result as PromiseRejectedResult).reason)).toContain('the disk is full; free some space');
      }
      expect(spool.status().writable).toBe(false);
      expect(await spool.probe()).toBe(false);
      broken = false;
      expect(await spool.probe()).toBe(true);
      await spool.append(Buffer.from('again'));
      expect(await claimAll(spool)).toEqual(['good', 'again']);
      await spool.append(Buffer.from('last'));
      await spool.close();
      expect(await claimAll(await open())).toEqual(['last']);
    },
  );
});

test('forgets what is shipped at once, and says what is still to be shipped', async () => {
  const spool = await open();
  await spool.append(Buffer.from('one'));
  const batch = await spool.claim();
  await spool.append(Buffer.from('two'));
  if (batch === undefined) throw new Error('There is no batch.');
  await spool.acknowledge(batch);
  const { until, left } = await spool.forget();
  expect(left).toBe(1);
  await spool.append(Buffer.from('three'));
  expect(await claimAll(spool)).toEqual(['two', 'three']);
  expect(await spool.forget(until)).toEqual({ until, left: 0 });
  const names = readdirSync(folder.path).filter((name) => !name.endsWith('.sock'));
  const files = names.map((name) => readFileSync(join(folder.path, name)).toString());
  expect(files.join()).not.toMatch(/one|two/);
});

describe('the lock', () => {
  test('a folder is for one spool at a time, in this process', async () => {
    await open();
    await expect(openSpool({ dir: folder.path })).rejects.toMatchObject({ code: 'locked' });
  });

  test('a living process keeps others out; one that was killed does not', async () => {
    const child = spawn(process.execPath, ['-e', CHILD, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await expect(openSpool({ dir: folder.path })).rejects.toThrow(`in use by process ${child.pid}; stop that process`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await claimAll(await open())).toEqual(['from the child']);
  });
});

const CHILD = `import('${new URL('../dist/index.js', import.meta.url).href}').then(async ({ openSpool }) => {
  const spool = await openSpool({ dir: process.argv[1] });
  await spool.append(Buffer.from('from the child'));
  process.stdout.write('ready');
  setInterval(() => {}, 1000);
})`;

function flip(at: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const place = at < 0 ? bytes.length + at : at;
    const flipped = Buffer.from(bytes);
    flipped[place] = (flipped[place] ?? 0) ^ 4;
    return flipped;
  };
}

/** The real file system, with one operation that says the disk is full while `isBroken`. */
function failing(operation: 'write' | 'datasync', isBroken: () => boolean): SpoolFiles {
  return {
    ...nodeFiles,
    open: async (path, mode) => {
      const file = await nodeFiles.open(path, mode);
      const check = () => {
        if (isBroken()) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      };
      return {
        write: async (bytes, position) => {
          if (operation === 'write' && isBroken()) await file.write(bytes.subarray(0, 5), position);
          if (operation === 'write') check();
          await file.write(bytes, position);
        },
        read: (into, position) => file.read(into, position),
        datasync: async () => {
          if (operation === 'datasync') check();
          await file.datasync();
        },
        truncate: (length) => file.truncate(length),
        size: () => file.size(),
        close: () => file.close(),
      };
    },
  };
}

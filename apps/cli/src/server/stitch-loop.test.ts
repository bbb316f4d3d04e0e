import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { createStitchLoop } from './stitch-loop.ts';

test('a burst is stitched in one round, what comes later in the next', async () => {
  const rounds: string[] = [];
  const loop = createStitchLoop({
    stitch: async (site) => {
      rounds.push(site);
      return { left: false };
    },
    onError: () => {},
    everyMs: 60,
  });
  loop.touch(['a']);
  await sleep(20);
  for (let i = 0; i < 10; i++) loop.touch(['a', 'b']);
  expect(rounds).toEqual(['a']);
  await vi.waitFor(() => expect(rounds).toEqual(['a', 'a', 'b']));
  await loop.stop();
});

test('a failed round is told and tried again', async () => {
  let tries = 0;
  const errors: unknown[] = [];
  const loop = createStitchLoop({
    stitch: async () => {
      tries++;
      if (tries === 1) throw new Error('no');
      return { left: false };
    },
    onError: (error) => errors.push(error),
    everyMs: 5,
    retryMs: 20,
  });
  loop.touch(['a']);
  await vi.waitFor(() => expect(tries).toBe(2));
  expect(errors).toHaveLength(1);
  await loop.stop();
});

test('settle waits for everything touched, stop for the round under way', async () => {
  let done = 0;
  const loop = createStitchLoop({
    stitch: async () => {
      await sleep(20);
      done++;
      return { left: false };
    },
    onError: () => {},
    everyMs: 10_000,
  });
  loop.touch(['a']);
  await sleep(5);
  loop.touch(['b']);
  await loop.settle();
  expect(done).toBe(2);
  loop.touch(['a']);
  await loop.stop();
  expect(done).toBe(2);
});

test('what is left is done at once, between the rounds of others, and settle waits for it', async () => {
  const rounds: string[] = [];
  const loop = createStitchLoop({
    stitch: async (site) => {
      rounds.push(site);
      return { left: site === 'a' && rounds.length < 5 };
    },
    onError: () => {},
    everyMs: 1,
  });
  loop.touch(['a', 'b']);
  await loop.settle();
  expect(rounds).toEqual(['a', 'b', 'a', 'a', 'a']);
  await loop.stop();
});

test('rounds that take long leave time to others, but what is left of a history does not wait', async () => {
  const begun: number[] = [];
  const loop = createStitchLoop({
    stitch: async () => {
      begun.push(performance.now());
      // Eight times as long is longer than the pause may be.
      await sleep(80);
      return { left: begun.length === 2 };
    },
    onError: () => {},
    everyMs: 1,
    atMostMs: 600,
  });
  loop.touch(['a']);
  await sleep(10);
  loop.touch(['a']);
  await vi.waitFor(() => expect(begun).toHaveLength(3), 5000);
  await loop.stop();
  const [first = 0, second = 0, third = 0] = begun;
  expect(second - first).toBeGreaterThanOrEqual(595);
  expect(third - second).toBeLessThan(500);
});

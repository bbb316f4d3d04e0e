import { expect, it } from 'vitest';
import { FIRST_RETRY_MS, nextRetry } from './next-retry.ts';

/** How long is waited, time after time, when each try takes so long. */
function waits(took: number): number[] {
  let retry = FIRST_RETRY_MS;
  return Array.from({ length: 8 }, () => {
    const now = retry;
    retry = nextRetry(retry, took);
    return now;
  });
}

it('a server that is away is asked every second, one that takes long to fail ever less often', () => {
  expect(waits(1)).toEqual([100, 200, 400, 800, 1000, 1000, 1000, 1000]);
  expect(waits(300)).toEqual([100, 200, 400, 800, 1600, 3000, 3000, 3000]);
  expect(waits(30_000)).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBuckets } from './token-buckets.ts';

test('grants the burst at once and the rate for long, and says after how long it will grant again', () => {
  const buckets = new TokenBuckets({ rate: 10, burst: 20 });
  expect(buckets.take('a', 15, 0)).toBe(0);
  expect(buckets.take('a', 10, 0)).toBe(500);
  expect(buckets.take('a', 5, 0)).toBe(0);
  expect(buckets.take('b', 20, 0)).toBe(0);
  expect(buckets.take('a', 10, 999)).toBe(1);
  expect(buckets.take('a', 10, 1000)).toBe(0);
  // More than a bucket holds is granted when it is full, or it never would be.
  expect(buckets.take('a', 100, 3000)).toBe(0);
  expect(buckets.take('a', 1, 3000)).toBe(100);
  // The clock was put back: nothing is lost, nothing is given.
  expect(buckets.take('a', 1, 1000)).toBe(100);
});

test('in any time never more than the burst and what the rate refills', () => {
  const takes = fc.array(
    fc.record({ cost: fc.integer({ min: 1, max: 30 }), pause: fc.integer({ min: 0, max: 2000 }) }),
  );
  fc.assert(
    fc.property(takes, (list) => {
      const buckets = new TokenBuckets({ rate: 5, burst: 30 });
      let now = 0;
      let granted = 0;
      for (const { cost, pause } of list) {
        now += pause;
        const wait = buckets.take('a', cost, now);
        if (wait === 0) granted += cost;
        else expect(buckets.take('a', cost, now + wait + 1)).toBe(0);
        if (wait > 0) return;
        expect(granted).toBeLessThanOrEqual(30 + (now * 5) / 1000);
      }
    }),
  );
});

test('a flood of ever new names leaves the memory as it is', () => {
  const buckets = new TokenBuckets({ rate: 1, burst: 1 });
  for (let i = 0; i < 200_000; i++) buckets.take(`name-${i}`, 1, 0);
  expect(buckets.take('name-199999', 1, 0)).toBe(1000);
  expect(buckets.take('name-0', 1, 0)).toBe(0);
});

test('a rate of 0 is no limit', () => {
  const buckets = new TokenBuckets({ rate: 0, burst: 1 });
  expect(buckets.take('a', 1e9, 0)).toBe(0);
});

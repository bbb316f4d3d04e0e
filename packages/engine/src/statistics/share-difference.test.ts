import { expect, test } from 'vitest';
import { falseDiscovery } from './false-discovery.ts';
import { normalTail } from './normal-tail.ts';
import { createRandom } from './random.ts';
import { shareDifference } from './share-difference.ts';

test('is as sure as the counts are, few or none of them, of samples of unlike size', () => {
  const tail = (a: number, size: number, b: number, other: number) =>
    normalTail(Math.abs(shareDifference({ count: a, size }, { count: b, size: other })));
  // Of ten alike, all in one of two large samples of the same size: of 1 in 1 024, one half.
  expect(tail(10, 1e9, 0, 1e9) * 2048).toBeCloseTo(1, 4);
  expect(tail(0, 1e9, 20, 1e9) * 2 ** 21).toBeCloseTo(1, 4);
  expect(tail(1, 1e9, 10, 1e9) * 2 ** 11).toBeCloseTo(1 + 11 / 2, 4);
  expect(tail(0, 1e9, 3, 9e9)).toBeCloseTo(0.9 ** 3 / 2, 3);
  expect(tail(3, 1e9, 0, 9e9)).toBeCloseTo(0.1 ** 3 / 2, 6);
  // The tea of the lady: 3 of 4 right.
  expect(tail(3, 4, 1, 4)).toBeCloseTo((16 / 2 + 1) / 70, 6);
  // Many: as Wald's test has it.
  const [p, q] = [0.501, 0.5];
  const wald = (p - q) / Math.sqrt((p * (1 - p) + q * (1 - q)) / 1e7);
  expect(shareDifference({ count: p * 1e7, size: 1e7 }, { count: q * 1e7, size: 1e7 })).toBeCloseTo(wald, 3);
});

test('goes on where no number can hold the probability, and changes its sign with the samples', () => {
  const far = [30, 36, 37, 37.5, 38, 50].map((z) =>
    shareDifference({ count: 50_000 + (z * 1000) / Math.SQRT2 / 2, size: 2e6 }, { count: 50_000, size: 2e6 }),
  );
  expect(far).toEqual(far.toSorted((a, b) => a - b));
  expect(far.at(-1)).toBeGreaterThan(far[0] ?? 0);
  const [one, other] = [
    { count: 12, size: 300 },
    { count: 90, size: 500 },
  ];
  expect(shareDifference(one, other)).toBeLessThan(-5);
  expect(shareDifference(other, one)).toBeCloseTo(-shareDifference(one, other), 9);
  expect(shareDifference({ count: 5, size: 100 }, { count: 5, size: 100 })).toBeCloseTo(0, 9);
  expect(shareDifference({ count: 9, size: 9 }, { count: 20, size: 20 })).toBeCloseTo(0, 9);
});

test('of many rare counts that have not changed, no more are told than the bound says', () => {
  const random = createRandom(3);
  let told = 0;
  for (let round = 0; round < 300; round++) {
    const p = Array.from({ length: 200 }, (_, i) => {
      const both = 10 + (i % 12);
      const now = Array.from({ length: both }, () => random.next()).filter((at) => at < 0.5).length;
      const score = shareDifference({ count: now, size: 20_000 }, { count: both - now, size: 20_000 });
      return Math.min(1, 2 * normalTail(Math.abs(score)));
    });
    if (falseDiscovery(p).some((q) => q <= 0.05)) told++;
  }
  expect(told / 300).toBeLessThan(0.07);
});

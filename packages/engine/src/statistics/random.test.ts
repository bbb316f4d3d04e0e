import { expect, test } from 'vitest';
import { createRandom, randomFrom } from './random.ts';

test('gives the reference output of xoshiro128**', () => {
  const random = randomFrom([1, 2, 3, 4]);
  const words = Array.from({ length: 10 }, () => random.next() * 2 ** 32);
  expect(words).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

test('the same seed gives the same numbers, another seed others', () => {
  const take = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 50 }, () => random.next());
  };
  expect(take(7)).toEqual(take(7));
  expect(new Set([...take(7), ...take(8)]).size).toBe(100);
});

test('is uniform: every tenth gets its tenth, and neighbours are not related', () => {
  const random = createRandom(1);
  const tenths = new Array<number>(10).fill(0);
  let product = 0;
  let before = random.next() - 0.5;
  const n = 200_000;
  for (let i = 0; i < n; i++) {
    const x = random.next();
    tenths[Math.floor(x * 10)] = (tenths[Math.floor(x * 10)] ?? 0) + 1;
    product += before * (x - 0.5);
    before = x - 0.5;
  }
  // 27.9 is the 99.9 % quantile of chi-square with 9 degrees of freedom.
  expect(tenths.reduce((sum, count) => sum + (count - n / 10) ** 2 / (n / 10), 0)).toBeLessThan(27.9);
  expect(Math.abs(product / n)).toBeLessThan((4 * (1 / 12)) / Math.sqrt(n));
});

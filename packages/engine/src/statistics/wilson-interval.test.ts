import { expect, test } from 'vitest';
import { drawBinomial } from './draw-binomial.ts';
import { normalQuantile } from './normal-quantile.ts';
import { createRandom } from './random.ts';
import { wilsonInterval } from './wilson-interval.ts';

// Newcombe 1998, table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%d of %d: the published interval', (successes, size, low, high) => {
  const interval = wilsonInterval(successes / size, size);
  expect(interval[0]).toBeCloseTo(low, 4);
  expect(interval[1]).toBeCloseTo(high, 4);
});

test('the ends and nothing at all', () => {
  expect(wilsonInterval(0, 10)[0]).toBe(0);
  expect(wilsonInterval(1, 10)[1]).toBe(1);
  expect(wilsonInterval(0.3, 0)).toEqual([0, 1]);
  expect(wilsonInterval(0.5, 100, 0.9)[0]).toBeGreaterThan(wilsonInterval(0.5, 100)[0]);
});

test.each([
  [30, 0.1],
  [200, 0.5],
  [1000, 0.02],
])('covers the truth 95 times in 100: n = %d, p = %d', (n, p) => {
  const random = createRandom(5);
  let covered = 0;
  for (let trial = 0; trial < 5000; trial++) {
    const [low, high] = wilsonInterval(drawBinomial(random, n, p) / n, n);
    if (low <= p && p <= high) covered++;
  }
  expect(covered / 5000).toBeGreaterThan(0.93);
  expect(covered / 5000).toBeLessThan(0.985);
});

test('normal quantiles', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 8);
  expect(normalQuantile(0.8)).toBeCloseTo(0.8416212335729143, 8);
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167813, 8);
  expect(normalQuantile(0.999)).toBeCloseTo(3.090232306167813, 8);
  expect(normalQuantile(0.5)).toBe(0);
  expect(() => normalQuantile(1)).toThrow(RangeError);
});

import { describe, expect, test } from 'vitest';
import { drawBeta } from './draw-beta.ts';
import { drawBinomial } from './draw-binomial.ts';
import { drawGamma } from './draw-gamma.ts';
import { drawIndex } from './draw-index.ts';
import { drawNormal } from './draw-normal.ts';
import { createRandom, type Random } from './random.ts';

const N = 60_000;

function sample(draw: (random: Random) => number, seed = 3) {
  const random = createRandom(seed);
  const values = Array.from({ length: N }, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / N;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (N - 1);
  return { values, mean, variance, below: (x: number) => values.filter((value) => value < x).length / N };
}

/** Five standard errors of a mean. */
const near = (mean: number, expected: number, variance: number) =>
  expect(Math.abs(mean - expected)).toBeLessThan(5 * Math.sqrt(variance / N));

test('normal: moments and tails', () => {
  const { mean, variance, below } = sample(drawNormal);
  near(mean, 0, 1);
  near(variance, 1, 2);
  near(below(-1.959964), 0.025, 0.025 * 0.975);
  near(below(1.281552), 0.9, 0.09);
});

describe('gamma', () => {
  test.each([0.2, 0.7, 1, 3.5, 40, 5000])('of shape %d has mean and variance equal to it', (shape) => {
    const { mean, variance } = sample((random) => drawGamma(random, shape));
    near(mean, shape, shape);
    // Var of the sample variance: (mu4 - sigma^4) / n with mu4 = 3 shape^2 + 6 shape.
    near(variance, shape, 2 * shape * shape + 6 * shape);
  });
  test('of shape 1 is exponential', () => {
    const { below } = sample((random) => drawGamma(random, 1));
    near(below(Math.log(2)), 0.5, 0.25);
    near(below(0.105361), 0.1, 0.09);
  });
  test.each([0, -1, Number.NaN])('refuses the shape %d', (shape) => {
    expect(() => drawGamma(createRandom(1), shape)).toThrow(RangeError);
  });
});

describe('beta', () => {
  test.each([
    [2, 3],
    [0.5, 0.5],
    [0.01, 0.02],
    [300, 7],
    [1e5, 2e5],
  ])('(%d, %d) has its mean and variance', (a, b) => {
    const { mean, variance, values } = sample((random) => drawBeta(random, a, b));
    const expected = (a * b) / ((a + b) ** 2 * (a + b + 1));
    near(mean, a / (a + b), expected);
    expect(variance / expected).toBeGreaterThan(0.97);
    expect(variance / expected).toBeLessThan(1.03);
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
  });
  test('(2, 3) is below a half with probability 11/16', () => {
    near(sample((random) => drawBeta(random, 2, 3)).below(0.5), 11 / 16, (11 / 16) * (5 / 16));
  });
});

describe('binomial', () => {
  test.each([
    [0, 0.5],
    [10, 0.3],
    [1000, 0.02],
    [100_000, 0.7],
    [50, 0],
    [500, 1],
  ])('(%d, %d) has its mean and variance, and is whole', (n, p) => {
    const { mean, variance, values } = sample((random) => drawBinomial(random, n, p));
    const expected = n * p * (1 - p);
    expect(Math.abs(mean - n * p)).toBeLessThanOrEqual(5 * Math.sqrt(expected / N));
    if (expected > 0) expect(Math.abs(variance / expected - 1)).toBeLessThan(0.04);
    expect(values.every((value) => Number.isInteger(value) && value >= 0 && value <= n)).toBe(true);
  });
});

test('an index is drawn by its weight', () => {
  const random = createRandom(2);
  const counts = [0, 0, 0];
  for (let draw = 0; draw < 30_000; draw++) {
    const index = drawIndex(random, [0.2, 0, 0.8]);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  expect(counts[1]).toBe(0);
  expect((counts[0] ?? 0) / 30_000).toBeCloseTo(0.2, 1.5);
  expect(drawIndex(random, [])).toBe(0);
});

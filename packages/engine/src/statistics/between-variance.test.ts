import { expect, test } from 'vitest';
import { betweenVariance } from './between-variance.ts';
import { drawNormal } from './draw-normal.ts';
import { logistic, logit, logOddsOf } from './logit.ts';
import { createRandom } from './random.ts';

test('with equal sampling variances it is the sample variance less the sampling one', () => {
  const series = [1, 2, 4].map((value) => ({ value, variance: 0.5 }));
  // Sample variance of 1, 2, 4 is 7/3.
  expect(betweenVariance([series])).toEqual({ variance: expect.closeTo(7 / 3 - 0.5, 12), degrees: 2 });
});

test('never below 0, and nothing repeated tells nothing', () => {
  expect(betweenVariance([[1, 1.1].map((value) => ({ value, variance: 5 }))]).variance).toBe(0);
  const unknown = { value: 0, variance: Number.POSITIVE_INFINITY };
  expect(betweenVariance([[{ value: 1, variance: 1 }, unknown], []])).toEqual({ variance: 0, degrees: 0 });
});

test('finds the variance that was put in, under unequal sampling', () => {
  const random = createRandom(2);
  const series = Array.from({ length: 4000 }, () => {
    const level = drawNormal(random);
    return Array.from({ length: 4 }, (_, period) => {
      const variance = 0.005 * (1 + period);
      return { value: level + Math.sqrt(variance + 0.02) * drawNormal(random), variance };
    });
  });
  const found = betweenVariance(series);
  expect(found.variance).toBeCloseTo(0.02, 2.5);
  expect(found.degrees).toBe(12_000);
});

test('log-odds and back', () => {
  expect(logistic(logit(0.37))).toBeCloseTo(0.37, 12);
  expect(logOddsOf(0.5, 100)).toEqual({ value: 0, variance: 2 / 50.5 });
  expect(Number.isFinite(logOddsOf(0, 10).value)).toBe(true);
  expect(logOddsOf(0.5, 0).variance).toBe(Number.POSITIVE_INFINITY);
});

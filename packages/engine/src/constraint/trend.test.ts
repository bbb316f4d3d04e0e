import { expect, test } from 'vitest';
import { trendOf } from './trend.ts';

const weeks = (values: readonly number[], variance = 1e-5) => values.map((value) => ({ value, variance }));

test('a season that pulls for weeks is followed', () => {
  // The latest first: it has fallen by 0.02 a week.
  const { slope, variance } = trendOf(weeks([0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14]), 1e-5);
  expect(slope).toBeCloseTo(-0.02, 3);
  expect(variance).toBeGreaterThan(0);
});

test('among ups and downs, or with little history, hardly a slope is believed', () => {
  const up = trendOf(weeks([0.1, -0.1, 0.1, -0.1, 0.1, -0.1]), 0.01);
  expect(Math.abs(up.slope)).toBeLessThan(0.005);
  const nothing = trendOf([], 0.01);
  expect(nothing.slope).toBe(0);
  expect(nothing.variance).toBeGreaterThan(up.variance);
  expect(trendOf([{ value: 3, variance: Number.POSITIVE_INFINITY }], 0.01)).toEqual(nothing);
});

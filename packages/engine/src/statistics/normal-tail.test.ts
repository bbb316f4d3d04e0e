import { expect, test } from 'vitest';
import { normalQuantile } from './normal-quantile.ts';
import { normalTail } from './normal-tail.ts';

test('is the other side of the quantile', () => {
  for (const p of [1e-9, 1e-4, 0.01, 0.3, 0.5, 0.8, 0.999]) {
    expect(normalTail(normalQuantile(1 - p)) / p).toBeCloseTo(1, 5);
  }
  expect(normalTail(0)).toBeCloseTo(0.5, 6);
  expect(normalTail(-3) + normalTail(3)).toBeCloseTo(1, 9);
});

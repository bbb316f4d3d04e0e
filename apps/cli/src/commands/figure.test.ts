import { expect, it } from 'vitest';
import { figure, signed } from './figure.ts';

it('has no sign where it is rounded to nothing', () => {
  expect([-0.04, -0, 0.04, -0.06, 12.34].map((value) => figure(value))).toEqual(['0.0', '0.0', '0.0', '-0.1', '12.3']);
  expect([-0.04, 0.04, 0.06, -1].map(signed)).toEqual(['0.0', '0.0', '+0.1', '-1.0']);
  expect(figure(-0.004, 2)).toBe('0.00');
});

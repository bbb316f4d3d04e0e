import { expect, test } from 'vitest';
import { addressRanges } from './address-ranges.ts';

test('addresses in and out of ranges of both families', () => {
  const isIn = addressRanges(['203.0.113.0/24', '2001:db8::/32', '198.51.100.7']);
  for (const address of ['203.0.113.1', '203.0.113.255', '2001:db8:1::1', '198.51.100.7']) {
    expect([isIn(address), isIn(address)]).toEqual([true, true]);
  }
  for (const address of ['203.0.114.1', '2001:db9::1', '198.51.100.8', '', 'x']) expect(isIn(address)).toBe(false);
  expect(addressRanges([])('203.0.113.1')).toBe(false);
});

test.each(['203.0.113.0/33', 'x/8', '203.0.113.0/1.5', '1.2.3'])('%s is no range', (range) => {
  expect(() => addressRanges([range])).toThrow(`"${range}" is no range`);
});

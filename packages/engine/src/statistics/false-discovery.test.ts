import { expect, test } from 'vitest';
import { falseDiscovery } from './false-discovery.ts';
import { createRandom } from './random.ts';

test('the figures of the 1995 paper', () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];
  expect(falseDiscovery(p).filter((q) => q <= 0.05)).toHaveLength(4);
  expect(falseDiscovery(p.toReversed())).toEqual(falseDiscovery(p).toReversed());
  expect(falseDiscovery([])).toEqual([]);
});

test('of what is told, no more is chance than the bound says', () => {
  const random = createRandom(2);
  let shares = 0;
  for (let round = 0; round < 400; round++) {
    // 180 of 200 are nothing but chance.
    const p = Array.from({ length: 200 }, (_, index) => (index < 180 ? random.next() : random.next() * 1e-3));
    const told = falseDiscovery(p).flatMap((q, index) => (q <= 0.1 ? [index] : []));
    shares += told.length === 0 ? 0 : told.filter((index) => index < 180).length / told.length;
  }
  expect(shares / 400).toBeLessThan(0.1);
  expect(shares / 400).toBeGreaterThan(0.05);
});

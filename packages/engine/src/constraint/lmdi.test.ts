import { expect, test } from 'vitest';
import { createRandom } from '../statistics/random.ts';
import { lmdi } from './lmdi.ts';
import { throughput } from './throughput.ts';

test('a change of one factor is all its own', () => {
  const before = {
    entrants: [100, 50],
    conversions: [
      [0.5, 0.4],
      [0.2, 0.2],
    ],
  };
  const more = lmdi(before, { ...before, entrants: [200, 100] });
  expect(more).toEqual({ total: 14, entrants: expect.closeTo(14, 12), mix: 0, steps: [0, 0] });
  const worse = lmdi(before, {
    ...before,
    conversions: [
      [0.5, 0.4],
      [0.1, 0.1],
    ],
  });
  expect(worse).toEqual({ total: -7, entrants: 0, mix: 0, steps: [0, expect.closeTo(-7, 12)] });
  const shifted = lmdi(before, { ...before, entrants: [50, 100] });
  expect(shifted).toMatchObject({ entrants: 0, steps: [0, 0], mix: expect.closeTo(-1, 12) });
});

test('with zeros: what vanished or appeared is explained by the factors that are zero', () => {
  const before = { entrants: [100], conversions: [[0.5], [0.2]] };
  expect(lmdi(before, { entrants: [100], conversions: [[0.5], [0]] })).toEqual({
    total: -10,
    entrants: 0,
    mix: 0,
    steps: [0, -10],
  });
  // The first step lets nobody through, so nothing is known of the second.
  expect(lmdi(before, { entrants: [100], conversions: [[0], [null]] }).steps).toEqual([-10, 0]);
  expect(lmdi(before, { entrants: [0], conversions: [[null], [null]] })).toEqual({
    total: -10,
    entrants: -10,
    mix: 0,
    steps: [0, 0],
  });
  const appeared = lmdi(
    {
      entrants: [100, 0],
      conversions: [
        [0.5, null],
        [0.2, null],
      ],
    },
    {
      entrants: [100, 100],
      conversions: [
        [0.5, 0.1],
        [0.2, 0.1],
      ],
    },
  );
  expect(appeared.total).toBeCloseTo(1, 12);
  expect(appeared.steps).toEqual([0, 0]);
});

test('the parts always add up to the difference', () => {
  const random = createRandom(5);
  for (let round = 0; round < 20_000; round++) {
    const segments = 1 + Math.floor(random.next() * 5);
    const steps = 1 + Math.floor(random.next() * 5);
    const state = () => {
      const entrants = Array.from({ length: segments }, () =>
        random.next() < 0.15 ? 0 : Math.floor(random.next() * 2000),
      );
      const coming = [...entrants];
      const conversions = Array.from({ length: steps }, () =>
        coming.map((count, segment) => {
          if (count === 0) return null;
          const share = random.next() < 0.1 ? 0 : random.next();
          coming[segment] = count * share;
          return share;
        }),
      );
      return { entrants, conversions };
    };
    const before = state();
    const now = random.next() < 0.1 ? before : state();
    const plain = ({ entrants, conversions }: typeof now) =>
      throughput(
        entrants,
        conversions.map((step) => step.map((share) => share ?? 0)),
      );
    const change = lmdi(before, now);
    const sum = change.entrants + change.mix + change.steps.reduce((total, part) => total + part, 0);
    expect(Math.abs(sum - (plain(now) - plain(before)))).toBeLessThan(1e-9);
    expect(Math.abs(change.total - (plain(now) - plain(before)))).toBeLessThan(1e-9);
  }
});

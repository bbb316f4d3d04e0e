import { expect, test } from 'vitest';
import { stepGain, throughput } from './throughput.ts';
import { whatIf } from './what-if.ts';

const chain = {
  entrants: [1000, 500],
  conversions: [
    [0.5, 0.4],
    [0.2, 0.1],
  ],
  orderValues: [50, 20],
};

test('nothing lifted changes nothing', () => {
  expect(whatIf(chain, [])).toEqual({ ordersBefore: 120, ordersAfter: 120, valueBefore: 5400, valueAfter: 5400 });
});

test('in a serial chain a factor at any step is the same factor on orders', () => {
  for (const step of [0, 1]) expect(whatIf(chain, [{ step, factor: 1.1 }]).ordersAfter).toBeCloseTo(132, 9);
});

test('points, one segment, several lifts, and the ceiling of 1', () => {
  expect(whatIf(chain, [{ step: 1, points: 0.1, segment: 1 }])).toMatchObject({
    ordersAfter: expect.closeTo(140, 9),
    valueAfter: expect.closeTo(5800, 9),
  });
  expect(
    whatIf(chain, [
      { step: 0, factor: 2 },
      { step: 1, factor: 2 },
    ]).ordersAfter,
  ).toBeCloseTo(400 + 80, 9);
  expect(whatIf(chain, [{ step: 0, factor: 9 }]).ordersAfter).toBeCloseTo(200 + 50, 9);
  expect(whatIf(chain, [{ step: 0, points: -2 }]).ordersAfter).toBe(0);
});

test('the gain of a step is throughput with it less throughput without, where a conversion is 0, too', () => {
  const { entrants, conversions } = chain;
  const restored = [0.6, 0.5];
  const expected = throughput(entrants, [restored, conversions[1] ?? []]) - throughput(entrants, conversions);
  const gains = entrants.map((count, segment) => stepGain(count, conversions, 0, segment, restored[segment] ?? 0));
  expect(gains.reduce((sum, gain) => sum + gain, 0)).toBeCloseTo(expected, 9);
  expect(stepGain(100, [[0], [0.5]], 0, 0, 0.4)).toBe(20);
  expect(stepGain(100, [[0], [0.5]], 1, 0, 0.9)).toBe(0);
});

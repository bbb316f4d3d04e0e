import { expect, it } from 'vitest';
import { surveyVerdict } from './survey-verdict.ts';

const nps = (...answers: [score: number, count: number][]) =>
  surveyVerdict(
    'nps',
    answers.map(([score, count]) => ({ score, count })),
  ).nps;

it('does not take a few answers that are all alike for certain', () => {
  const one = nps([10, 1]);
  expect(one?.points).toBe(100);
  expect(one?.interval[0]).toBeLessThan(0);
  expect(one?.interval[1]).toBe(100);
  const none = nps([0, 5]);
  expect(none?.points).toBe(-100);
  expect(none?.interval[0]).toBe(-100);
  expect(none?.interval[1]).toBeGreaterThan(-80);
});

it('comes to the plain interval where there are many', () => {
  const many = nps([10, 6000], [8, 2000], [3, 2000]);
  const spread = 196 * Math.sqrt((0.8 - 0.16) / 10_000);
  expect(many?.points).toBeCloseTo(40, 9);
  expect(many?.interval[0]).toBeCloseTo(40 - spread, 1);
  expect(many?.interval[1]).toBeCloseTo(40 + spread, 1);
});

it('says nothing of the points where nobody gave a score', () => {
  expect(nps()).toBeNull();
});

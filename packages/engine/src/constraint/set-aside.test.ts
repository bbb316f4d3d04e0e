import { expect, test } from 'vitest';
import { DURATION_BINS } from '../statistics/duration-bins.ts';
import { addDurations, emptyHistogram } from '../statistics/duration-histogram.ts';
import type { ChainCounts, ChainPeriod } from './chain-counts.ts';
import { judgeChain } from './judge-chain.ts';
import { setAsideIncidents } from './set-aside-incidents.ts';
import { setAsideSurge } from './set-aside-surge.ts';
import { stepShares } from './step-shares.ts';

/** A period by the numbers at each step; who came last is who ordered. */
function period(...arrived: number[]): ChainPeriod {
  return {
    steps: arrived.slice(0, -1).map((size, step) => {
      const histogram = emptyHistogram();
      addDurations(histogram, 'advanced', 3, arrived[step + 1] ?? 0);
      addDurations(histogram, 'pending', DURATION_BINS, size - (arrived[step + 1] ?? 0));
      return histogram;
    }),
  };
}
const chain = (segments: Record<string, ChainPeriod[]>): ChainCounts => ({
  segments: Object.entries(segments).map(([segment, periods]) => ({
    segment,
    periods,
    orderValues: new Map([['EUR', 50]]),
  })),
});
const judge = (counts: ChainCounts) => judgeChain(counts, { references: ['history', 'history'], draws: 2000, seed: 1 });

const usual = period(2000, 1000, 800);
const down = period(2000, 1000, 250);

test('a week in which payment was down is no reference for the next one', () => {
  const counts = chain({ all: [down, down, down, usual, usual, usual, usual, usual] });
  expect(setAsideIncidents(stepShares(counts, 2)).aside).toEqual([
    { step: 1, period: 1, segment: null },
    { step: 1, period: 2, segment: null },
  ]);
  const judged = judge(counts);
  expect(judged.constraint).toBe(1);
  expect(judged.steps[1]?.referenceConversion).toBeCloseTo(0.8, 2);
  expect(judged.steps[1]?.gain).toBeGreaterThan(450);
});

test('a good week is set aside like a bad one, and a new level is not', () => {
  const sale = period(2000, 1000, 980);
  expect(setAsideIncidents(stepShares(chain({ all: [usual, usual, sale, usual, usual] }), 2)).aside).toEqual([
    { step: 1, period: 2, segment: null },
  ]);
  // Half of the weeks and more are what is normal now.
  const level = chain({ all: [down, down, down, down, usual, usual, usual] });
  const { aside } = setAsideIncidents(stepShares(level, 2));
  expect(aside.every(({ period: before }) => before > 3)).toBe(true);
});

test('in one segment only that segment’s week is set aside', () => {
  const periods = [usual, usual, usual, usual, usual, usual];
  const few = period(60, 30, 24);
  const counts = chain({
    large: periods,
    small: [few, few, period(60, 30, 2), few, few, few],
  });
  expect(setAsideIncidents(stepShares(counts, 2)).aside).toEqual([{ step: 1, period: 2, segment: 1 }]);
});

test('ordinary ups and downs stay, however large they are in this shop', () => {
  const weeks = [800, 700, 860, 740, 690, 850, 810, 640].map((orders) => period(2000, 1000, orders));
  expect(setAsideIncidents(stepShares(chain({ all: weeks }), 2)).aside).toEqual([]);
});

test('a crowd that goes nowhere is set aside, and is not taken for a broken step', () => {
  const small = period(100, 50, 40);
  const flooded = chain({
    large: [usual, usual, usual, usual],
    small: [period(2500, 52, 41), small, small, small],
  });
  const { surges } = setAsideSurge(flooded);
  expect(surges).toEqual([{ segment: 1, journeys: 2396 }]);
  const judged = judge(flooded);
  expect(judged.constraint).toBeNull();
  expect(judged.throughput).toBeCloseTo(841, 6);
  expect(judged.entrants).toEqual([2000, 104]);
});

test('more journeys that go on as usual, and a first step that breaks, are no crowd', () => {
  const small = period(100, 50, 40);
  const grown = chain({ large: [usual, usual, usual, usual], small: [period(900, 450, 360), small, small, small] });
  expect(setAsideSurge(grown).surges).toEqual([]);
  const broken = chain({
    large: [period(2000, 500, 400), usual, usual, usual],
    small: [period(100, 25, 20), small, small, small],
  });
  expect(setAsideSurge(broken).surges).toEqual([]);
  expect(judge(broken).constraint).toBe(0);
});

test('a segment that was not there before is no loss, however little it converts', () => {
  const nobody = period(0, 0, 0);
  const counts = chain({
    large: [usual, usual, usual, usual],
    new: [period(1500, 100, 10), nobody, nobody, nobody],
  });
  const judged = judge(counts);
  expect(judged.constraint).toBeNull();
  expect(judged.steps[0]?.gain).toBeLessThan(40);
});

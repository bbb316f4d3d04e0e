import { describe, expect, test } from 'vitest';
import { drawBinomial } from '../statistics/draw-binomial.ts';
import { drawNormal } from '../statistics/draw-normal.ts';
import { DURATION_BINS } from '../statistics/duration-bins.ts';
import { addDurations, emptyHistogram } from '../statistics/duration-histogram.ts';
import { logistic, logit } from '../statistics/logit.ts';
import { createRandom, type Random } from '../statistics/random.ts';
import type { ChainCounts, ChainPeriod } from './chain-counts.ts';
import { judgeChain } from './judge-chain.ts';
import { seasonOf } from './season.ts';

const HISTORY = 8;
const YEAR = 52;
const TRIALS = 60;
const BASE = [0.6, 0.45, 0.7];
const WEIGHTS = [0.6, 0.4];

interface Shop {
  /** Log-odds by step in the week so many weeks ago. */
  season(step: number, weeksAgo: number): number;
  broken?: { step: number; by: number };
  /** Something that befell a step a year ago, in the very same week. */
  incident?: { step: number; by: number };
}

/** 60 weeks of a shop with ordinary ups and downs, of which the engine sees the last nine and the same ones a year ago. */
function simulate(shop: Shop, random: Random): ChainCounts {
  const week = (weeksAgo: number): ChainPeriod[] => {
    const ups = BASE.map(() => 0.04 * drawNormal(random));
    return WEIGHTS.map((weight) => {
      let arrived = Math.round(30_000 * weight);
      const steps = BASE.map((base, step) => {
        const broken = weeksAgo === 0 && shop.broken?.step === step ? shop.broken.by : 0;
        const befell = weeksAgo === YEAR && shop.incident?.step === step ? shop.incident.by : 0;
        const share = logistic(logit(base) + shop.season(step, weeksAgo) + (ups[step] ?? 0) + broken + befell);
        const advanced = drawBinomial(random, arrived, share);
        const histogram = emptyHistogram();
        addDurations(histogram, 'advanced', 0, advanced);
        addDurations(histogram, 'pending', DURATION_BINS, arrived - advanced);
        arrived = advanced;
        return histogram;
      });
      return { steps };
    });
  };
  const weeks = Array.from({ length: YEAR + HISTORY + 1 }, (_, weeksAgo) => week(weeksAgo));
  return {
    segments: WEIGHTS.map((_, index) => {
      const own = weeks.map((periods) => periods[index] as ChainPeriod);
      return {
        segment: `segment ${index}`,
        periods: own.slice(0, HISTORY + 1),
        lastYear: own.slice(YEAR - 1),
        orderValues: new Map([['EUR', 50]]),
      };
    }),
  };
}

function withoutLastYear({ segments }: ChainCounts): ChainCounts {
  return { segments: segments.map(({ lastYear: _, ...segment }) => segment) };
}

/** Which step is named in each of so many shops, with last year and without it. */
function named(shop: Shop) {
  const judge = (counts: ChainCounts, seed: number) =>
    judgeChain(counts, { references: BASE.map(() => 'history'), draws: 600, seed }).constraint;
  const all = Array.from({ length: TRIALS }, (_, trial) => {
    const counts = simulate(shop, createRandom(900 + trial));
    return { with: judge(counts, trial), without: judge(withoutLastYear(counts), trial) };
  });
  const count = (key: 'with' | 'without', step: number | null) => all.filter((one) => one[key] === step).length;
  return {
    with: (step: number | null) => count('with', step),
    without: (step: number | null) => count('without', step),
  };
}

/** The last step falls with the season in the judged week and the one before, as it did a year ago. */
const afterTheFeast = (step: number, weeksAgo: number): number =>
  step === 2 && (weeksAgo % YEAR < 2 || weeksAgo === YEAR - 1) ? -0.4 : 0;
const none = () => 0;

describe('the season of the same weeks a year ago', () => {
  test('is no constraint, though recent weeks alone would name it', () => {
    const shop = named({ season: afterTheFeast });
    expect(shop.without(2)).toBeGreaterThan(TRIALS / 2);
    expect(shop.with(null)).toBeGreaterThanOrEqual(0.95 * TRIALS);
  });

  test('does not hide what is broken beside it, or in the very step', () => {
    expect(named({ season: afterTheFeast, broken: { step: 1, by: -0.4 } }).with(1)).toBeGreaterThanOrEqual(
      0.9 * TRIALS,
    );
    expect(named({ season: afterTheFeast, broken: { step: 2, by: -0.6 } }).with(2)).toBeGreaterThanOrEqual(
      0.75 * TRIALS,
    );
  });

  test('changes little where there is none', () => {
    const broken = named({ season: none, broken: { step: 1, by: -0.4 } });
    expect(broken.with(1)).toBeGreaterThanOrEqual(0.95 * TRIALS);
    expect(named({ season: none }).with(null)).toBeGreaterThanOrEqual(0.95 * TRIALS);
  });

  test('is not what befell a single week of it', () => {
    const shop = named({ season: none, broken: { step: 1, by: -0.4 }, incident: { step: 1, by: -0.8 } });
    expect(shop.with(1)).toBeGreaterThanOrEqual(0.9 * TRIALS);
  });

  test('is not known from too little', () => {
    const unknown = { value: 0, variance: Number.POSITIVE_INFINITY };
    const known = { value: 0.3, variance: 0.001 };
    expect(seasonOf(null, 0.002)).toBeNull();
    expect(seasonOf([known, known, known, unknown, unknown, unknown], 0.002)).toBeNull();
    expect(seasonOf([unknown, unknown, known, known, known, known, known], 0.002)).toBeNull();
    expect(seasonOf(Array(10).fill(known), 0.002)?.shift).toBe(0);
  });
});

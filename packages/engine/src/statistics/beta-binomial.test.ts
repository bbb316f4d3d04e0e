import { describe, expect, test } from 'vitest';
import { fitBetaBinomial, shrink } from './beta-binomial.ts';
import { drawBeta } from './draw-beta.ts';
import { drawBinomial } from './draw-binomial.ts';
import { createRandom } from './random.ts';

describe('fitting', () => {
  test.each([
    [0.3, 10],
    [0.05, 50],
    [0.7, 200],
  ])('finds the prior that the groups come from: mean %d, strength %d', (mean, strength) => {
    const random = createRandom(9);
    const tallies = Array.from({ length: 3000 }, (_, index) => {
      const size = 20 + (index % 7) * 100;
      const share = drawBeta(random, mean * strength, (1 - mean) * strength);
      return { successes: drawBinomial(random, size, share), size };
    });
    const prior = fitBetaBinomial(tallies);
    expect(prior.mean).toBeCloseTo(mean, 1);
    expect(prior.strength / strength).toBeGreaterThan(0.85);
    expect(prior.strength / strength).toBeLessThan(1.18);
  });
  test('groups that do not differ beyond chance are one group', () => {
    expect(
      fitBetaBinomial([
        { successes: 50, size: 100 },
        { successes: 501, size: 1000 },
      ]).strength,
    ).toBe(Number.POSITIVE_INFINITY);
  });
  test('two groups of one size: the closed form', () => {
    // p = 0.4, S / pq = 2 x 100 x 0.01 / 0.24; likeness = (8.333 - 1) / (200 - 100 - 1).
    const prior = fitBetaBinomial([
      { successes: 30, size: 100 },
      { successes: 50, size: 100 },
    ]);
    expect(prior.mean).toBeCloseTo(0.4, 12);
    expect(prior.strength).toBeCloseTo(99 / (2 / 0.24 - 1) - 1, 9);
  });
  test('one group, no group, and groups without tries', () => {
    expect(
      fitBetaBinomial([
        { successes: 3, size: 10 },
        { successes: 0, size: 0 },
      ]),
    ).toEqual({ mean: 0.3, strength: 1 });
    expect(fitBetaBinomial([])).toEqual({ mean: 0.5, strength: 1 });
    expect(
      fitBetaBinomial([
        { successes: 0, size: 5 },
        { successes: 0, size: 9 },
      ]).mean,
    ).toBe(0);
  });
});

test('shrinking adds the prior: small groups move, large ones hardly', () => {
  const prior = { mean: 0.5, strength: 10 };
  expect(shrink({ successes: 0, size: 0 }, prior)).toEqual({ successes: 5, size: 10 });
  expect(shrink({ successes: 1, size: 10 }, prior)).toEqual({ successes: 6, size: 20 });
  const large = shrink({ successes: 1000, size: 10_000 }, prior);
  expect(large.successes / large.size).toBeCloseTo(0.1, 3);
  const pooled = shrink({ successes: 1, size: 10 }, { mean: 0.5, strength: Number.POSITIVE_INFINITY });
  expect(pooled.successes / pooled.size).toBeCloseTo(0.5, 2);
});

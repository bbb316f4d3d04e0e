import { drawBinomial } from '../../statistics/draw-binomial.ts';
import { drawNormal } from '../../statistics/draw-normal.ts';
import { DURATION_BINS, durationBin } from '../../statistics/duration-bins.ts';
import { addDurations, emptyHistogram } from '../../statistics/duration-histogram.ts';
import { logistic, logit } from '../../statistics/logit.ts';
import type { Random } from '../../statistics/random.ts';
import type { ChainCounts, ChainPeriod } from '../chain-counts.ts';
import { stepGain } from '../throughput.ts';

/** What a simulated shop is like. */
export interface SimulationOptions {
  /** Journeys that enter the chain in the judged period, bots apart. */
  entrants: number;
  /** Steps, 0 to this many, that get worse in the judged period. */
  degradations: number;
  historyPeriods: number;
  /**
   * Whether a crowd of bots comes to the smallest segment in the judged period, if that has at most a twentieth of the
   * journeys: 3 to 30 times as many as there are, and they go nowhere.
   */
  flood: boolean;
}

/** A simulated shop: what can be seen, and what is true. */
export interface Simulation {
  counts: ChainCounts;
  steps: number;
  /**
   * By step: orders of the judged period that restoring it alone would release, everything else as it was in that period,
   * its ups and downs included; 0 where nothing was broken, below 0 where a step got better.
   */
  gains: number[];
  /** By step: conversion of the judged period over all segments, for rules that look at nothing else. */
  conversions: number[];
  /** The same over all history. */
  before: number[];
  /** By step: the best segment's conversion in the judged period less the worst one's. */
  spreads: number[];
  /** Whether some step converts worse in total although it got better in every segment (Simpson). */
  reversal: boolean;
  /** Whether a campaign has brought many who are not eager to buy. */
  campaign: boolean;
  /** Whether a crowd of bots has come. */
  flood: boolean;
}

const WINDOW = 7 * 24 * 60;
const PERIOD = WINDOW;
const SMALL = 0.05;

/**
 * A shop with 4 to 8 stages and 1 to 24 segments, told apart by level; noise that all segments share and some of their
 * own, from period to period; a season that moves each step slowly; a mix of segments that shifts, in a third of the shops
 * because a campaign brings many who are not eager to buy, some of them in a segment that was not there before; in a sixth
 * a step that got better everywhere while the mix moved to where it is worst (Simpson); bots that got past the filter, up
 * to 4 % of a segment, which enter and go nowhere, now more and now fewer; journeys still on their way when the judged
 * period ends; and the degradations asked for, half of them in only some of the segments.
 */
export function simulateChain(options: SimulationOptions, random: Random): Simulation {
  const steps = 3 + Math.floor(random.next() * 5);
  const segments = 1 + Math.floor(random.next() * 24);
  const commonNoise = 0.02 + 0.06 * random.next();
  const ownNoise = 0.03 * random.next();
  const base = Array.from({ length: steps }, () => logit(0.25 + 0.6 * random.next()));
  const speed = Array.from({ length: steps }, () => Math.exp(Math.log(2) + Math.log(400) * random.next()));
  const levels = Array.from({ length: segments }, () => base.map((level) => level + 0.4 * drawNormal(random)));
  const change = levels.map((level) => level.map(() => 0));
  const broken = someOf(steps, options.degradations, random);
  for (const step of broken) {
    const size = 0.25 + 0.75 * random.next();
    const everywhere = segments === 1 || random.next() < 0.5;
    const hit = everywhere ? new Set(levels.keys()) : new Set(someOf(segments, Math.ceil(segments / 2), random));
    for (const [segment, row] of change.entries()) {
      if (hit.has(segment)) row[step] = -size * (everywhere ? 1 : 0.8 + 0.4 * random.next());
    }
  }
  const usualWeights = levels.map(() => drawNormal(random) * 0.8);
  const judgedWeights = usualWeights.map((weight) => weight + drawNormal(random) * (random.next() < 0.5 ? 0.7 : 0.1));

  let unwilling = -1;
  const campaign = segments > 1 && random.next() < 1 / 3;
  if (campaign) {
    const place = Math.floor(random.next() * segments);
    unwilling = place;
    // Less eager at every step, and at times never seen before.
    levels[place] = (levels[place] ?? base).map((level) => level - 0.4 - 0.6 * random.next());
    usualWeights[place] = random.next() < 1 / 3 ? Number.NEGATIVE_INFINITY : Math.log(0.02 * segments);
    judgedWeights[place] = Math.log(segments * (0.1 + 0.4 * random.next()));
  }
  const sound = [...base.keys()].filter((step) => !broken.includes(step));
  const better = segments > 1 && random.next() < 1 / 6 ? sound[Math.floor(random.next() * sound.length)] : undefined;
  if (better !== undefined) {
    const size = 0.05 + 0.1 * random.next();
    for (const [segment, row] of change.entries()) {
      row[better] = size;
      const above = (levels[segment]?.[better] ?? 0) - (base[better] ?? 0);
      judgedWeights[segment] = (judgedWeights[segment] ?? 0) - 2 * above;
    }
  }
  const [usualMix, judgedMix] = [mix(usualWeights), mix(judgedWeights)];

  // Up to a tenth on the log-odds scale, up and down within a quarter to a year.
  const seasons = base.map(() => {
    const [height, weeks, phase] = [0.1 * random.next(), 13 + 39 * random.next(), 2 * Math.PI * random.next()];
    return (period: number) => height * Math.sin(phase - (2 * Math.PI * period) / weeks);
  });
  const botShares = levels.map(() => 0.02 * random.next());
  const smallest = usualMix.indexOf(Math.min(...usualMix.filter((_, segment) => segment !== unwilling)));
  const flood = options.flood && (usualMix[smallest] ?? 1) <= SMALL;
  const crowd = flood ? options.entrants * (usualMix[smallest] ?? 0) * (3 + 27 * random.next()) : 0;

  const counts: ChainCounts = {
    segments: levels.map((_, segment) => ({ segment: `segment ${segment + 1}`, periods: [], orderValues: new Map() })),
  };
  // Log-odds of the judged period without the degradations, by segment and step.
  const unbroken: number[][] = [];
  for (let period = 0; period <= options.historyPeriods; period++) {
    const noise = base.map(() => commonNoise * drawNormal(random));
    for (const [segment, level] of levels.entries()) {
      const share = (period === 0 ? judgedMix : usualMix)[segment] ?? 0;
      const odds = level.map(
        (value, step) => value + (seasons[step]?.(period) ?? 0) + (noise[step] ?? 0) + ownNoise * drawNormal(random),
      );
      if (period === 0) unbroken.push(odds);
      const conversions = odds.map((value, step) =>
        logistic(value + (period === 0 ? (change[segment]?.[step] ?? 0) : 0)),
      );
      const entrants = Math.round(options.entrants * share);
      const simulated = simulatePeriod(entrants, conversions, speed, period, random);
      const usual = Math.round(entrants * (botShares[segment] ?? 0) * 2 * random.next());
      const bots = usual + (period === 0 && segment === smallest ? Math.round(crowd) : 0);
      // In the judged period they too have been watched for a part of the window only.
      for (let bot = 0; bot < bots; bot++) {
        const bin = period > 0 ? DURATION_BINS : durationBin(PERIOD * random.next(), WINDOW);
        addDurations(simulated.steps[0] ?? emptyHistogram(), 'pending', bin, 1);
      }
      counts.segments[segment]?.periods.push(simulated);
    }
  }
  const entrants = judgedMix.map((share) => Math.round(options.entrants * share));
  const now = base.map((_, step) =>
    unbroken.map((level, s) => logistic((level[step] ?? 0) + (change[s]?.[step] ?? 0))),
  );
  const history = counts.segments[0]?.periods.map((_, period) => period).slice(1) ?? [];
  const [conversions, before] = [[0], history].map((periods) =>
    base.map((_, step) => plainConversion(counts, step, periods)),
  ) as [number[], number[]];
  return {
    counts,
    steps,
    gains: base.map((_, step) => {
      const restored = unbroken.map((level) => logistic(level[step] ?? 0));
      return entrants.reduce(
        (sum, count, segment) => sum + stepGain(count, now, step, segment, restored[segment] ?? 0),
        0,
      );
    }),
    conversions,
    before,
    spreads: base.map((_, step) => {
      const shares = counts.segments.map((segment) => plainConversion({ segments: [segment] }, step, [0]));
      return Math.max(...shares) - Math.min(...shares);
    }),
    reversal: better !== undefined && (conversions[better] ?? 0) < (before[better] ?? 0),
    campaign,
    flood,
  };
}

function simulatePeriod(
  entrants: number,
  conversions: readonly number[],
  speed: readonly number[],
  period: number,
  random: Random,
): ChainPeriod {
  const steps = conversions.map(emptyHistogram);
  if (period > 0) {
    // Old enough that every window has passed: only the numbers matter.
    let arrived = entrants;
    for (const [step, conversion] of conversions.entries()) {
      const advanced = drawBinomial(random, arrived, conversion);
      const histogram = steps[step] ?? emptyHistogram();
      addDurations(histogram, 'advanced', 0, advanced);
      addDurations(histogram, 'pending', DURATION_BINS, arrived - advanced);
      arrived = advanced;
    }
    return { steps };
  }
  for (let journey = 0; journey < entrants; journey++) {
    // Minutes until now, when observation stops; the period ends now.
    let left = PERIOD * random.next();
    for (const [step, conversion] of conversions.entries()) {
      const histogram = steps[step] ?? emptyHistogram();
      const wait = -Math.log(1 - random.next()) * (speed[step] ?? 1);
      const advances = random.next() < conversion;
      if (advances && wait <= Math.min(left, WINDOW)) {
        addDurations(histogram, 'advanced', Math.min(DURATION_BINS - 1, durationBin(wait, WINDOW)), 1);
        left -= wait;
        continue;
      }
      addDurations(histogram, 'pending', left >= WINDOW ? DURATION_BINS : durationBin(left, WINDOW), 1);
      break;
    }
  }
  return { steps };
}

function plainConversion(counts: ChainCounts, step: number, periods: readonly number[]): number {
  let advanced = 0;
  let all = 0;
  for (const segment of counts.segments) {
    for (const period of periods) {
      const histogram = segment.periods[period]?.steps[step] ?? emptyHistogram();
      for (const bin of histogram.advanced) advanced += bin;
      for (const bin of histogram.advanced) all += bin;
      for (const bin of histogram.pending) all += bin;
    }
  }
  return all === 0 ? 0 : advanced / all;
}

function mix(weights: readonly number[]): number[] {
  const shares = weights.map((weight) => Math.exp(weight));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

function someOf(size: number, count: number, random: Random): number[] {
  const left = Array.from({ length: size }, (_, index) => index);
  const chosen: number[] = [];
  while (chosen.length < count && left.length > 0) {
    chosen.push(...left.splice(Math.floor(random.next() * left.length), 1));
  }
  return chosen;
}

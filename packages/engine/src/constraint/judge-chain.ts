import { histogramSize } from '../statistics/duration-histogram.ts';
import { logistic, logit } from '../statistics/logit.ts';
import { createRandom } from '../statistics/random.ts';
import type { ChainCounts } from './chain-counts.ts';
import { type Assumption, gainDraws, type StepGain } from './gain-draws.ts';
import { type HistoryLevel, historyLevels } from './history-level.ts';
import { periodNoise } from './period-noise.ts';
import { lastYearSeries, type Season, seasonOf } from './season.ts';
import { type SetAside, setAsideIncidents } from './set-aside-incidents.ts';
import { type Surge, setAsideSurge } from './set-aside-surge.ts';
import { historyModel, segmentsLevel, targetModel } from './step-model.ts';
import { type StepShares, stepShares } from './step-shares.ts';
import { throughput } from './throughput.ts';

/** A constraint is named from this probability on, */
export const LEAST_PROBABILITY = 0.8;
/** from this share of throughput on, */
export const LEAST_GAIN_SHARE = 0.03;
/** and from this many journeys in the judged period on. */
export const LEAST_ENTRANTS = 100;

/** An assumption about the noise is left out where history makes it exp(15) times less likely than the likeliest one. */
const NEGLIGIBLE = 15;

/** A target where a step is judged against one, `history`, `segments` (the better ones), or null for no reference. */
export type Reference = number | 'history' | 'segments' | null;

export interface JudgeOptions {
  /** By step. */
  references: readonly Reference[];
  draws: number;
  seed: number;
}

/** One step, judged; gains in orders of the judged period. */
export interface JudgedStep extends StepGain {
  reference: 'target' | 'history' | 'segments' | null;
  /** Whether the same weeks a year ago correct its history. */
  season: boolean;
  shares: StepShares;
  /** As measured, over all segments. */
  conversion: number;
  /** The reference over all segments, with the mix of segments that the judged period has. */
  referenceConversion: number;
  /** By segment. */
  measured: { entered: number; conversion: number; referenceConversion: number }[];
}

/** What the chain's counts say. */
export interface JudgedChain {
  /** Journeys that entered the chain in the judged period, by segment. */
  entrants: number[];
  /** Orders of the judged period as the measured conversions give them. */
  throughput: number;
  steps: JudgedStep[];
  /** Index of the step that is the constraint, or null: none is clear. */
  constraint: number | null;
  /** Periods of history in which there were journeys. */
  periods: number;
  /** Periods of history that were incidents of their own, so that they say nothing about what is normal. */
  aside: SetAside[];
  /** Entrants that went nowhere and came in a surge; they are not among the entrants. */
  surges: Surge[];
  /** What is believed about the chain, to draw from again: the same seed gives the same draws. */
  assumptions: Assumption[];
}

/**
 * Finds the step whose restoration to its reference releases the most orders, and how sure that is. Pure: the same
 * counts and the same seed give the same judgement.
 *
 * The gain of a step is that of its lasting change only. What is normal from period to period is learnt from history and
 * set aside, so the gain is smaller than the bare difference of the measured conversions.
 */
export function judgeChain(all: ChainCounts, options: JudgeOptions): JudgedChain {
  const steps = options.references.length;
  const { counts, surges } = setAsideSurge(all);
  const { shares, aside } = setAsideIncidents(stepShares(counts, steps));
  const entrants = counts.segments.map(({ periods }) => {
    const first = periods[0]?.steps[0];
    return first === undefined ? 0 : histogramSize(first);
  });
  const noise = periodNoise(shares);
  const commonGuess = weightedMean(noise.common);
  const levels = shares.map((step, index) => historyLevels(step, commonGuess + (noise.segment[index] ?? 0)));
  const years = lastYearSeries(counts, shares);
  const seasons = years.map((series) => seasonOf(series, commonGuess));
  const better = shares.map(segmentsLevel);
  const kinds = options.references.map((reference, step) =>
    typeof reference === 'number'
      ? 'target'
      : (reference === 'history' && levels[step] !== null) || (reference === 'segments' && better[step] !== null)
        ? reference
        : null,
  );
  const likeliest = Math.max(...noise.common.map(({ logWeight }) => logWeight));
  const possible = noise.common.filter(({ logWeight }) => logWeight > likeliest - NEGLIGIBLE);
  const assumptions = possible.map(({ variance, logWeight }) => {
    const models = shares.map((step, index) => {
      const reference = options.references[index] ?? null;
      const history = levels[index] ?? null;
      if (kinds[index] === 'history' && history !== null) {
        const season = seasonOf(years[index] ?? null, variance);
        return historyModel(step, history, variance, noise.segment[index] ?? 0, steps, season);
      }
      const level = kinds[index] === 'segments' ? (better[index] ?? null) : null;
      return targetModel(step, typeof reference === 'number' ? reference : level === null ? null : { atLeast: level });
    });
    return { logWeight: models.reduce((sum, model) => sum + model.logEvidence, logWeight), steps: models };
  });
  const believed = normalised(assumptions);
  const gains = gainDraws(entrants, believed, options.draws, createRandom(options.seed));
  const orders = throughput(
    entrants,
    shares.map((step) => step.segments.map(({ judged }) => judged.share)),
  );
  const judged = gains.map((gain, index): JudgedStep => {
    const step = shares[index] as StepShares;
    const reference = options.references[index];
    const measured = step.segments.map(({ judged: now }, segment) => ({
      entered: now.size,
      conversion: now.share,
      referenceConversion:
        typeof reference === 'number'
          ? reference
          : kinds[index] === 'history'
            ? inSeason(levels[index]?.[segment], seasons[index] ?? null, now.share)
            : kinds[index] === 'segments'
              ? Math.max(now.share, better[index] ?? 0)
              : now.share,
    }));
    return {
      ...gain,
      reference: kinds[index] ?? null,
      season: kinds[index] === 'history' && (seasons[index] ?? null) !== null,
      shares: step,
      conversion: mixOf(measured, (one) => one.conversion),
      referenceConversion: mixOf(measured, (one) => one.referenceConversion),
      measured,
    };
  });
  return {
    entrants,
    throughput: orders,
    steps: judged,
    constraint: nameConstraint(judged, orders, entrants),
    assumptions: believed,
    aside,
    surges,
    periods: Math.max(
      0,
      ...counts.segments.map(
        ({ periods }) => periods.slice(1).filter(({ steps: [first] }) => first && histogramSize(first) > 0).length,
      ),
    ),
  };
}

/** Where a segment's history would be in the season of the judged period. */
function inSeason(level: HistoryLevel | undefined, season: Season | null, otherwise: number): number {
  if (level === undefined) return otherwise;
  if (season === null || level.share <= 0 || level.share >= 1) return level.share;
  return logistic(logit(level.share) + season.shift);
}

function nameConstraint(steps: readonly JudgedStep[], orders: number, entrants: readonly number[]): number | null {
  if (entrants.reduce((sum, count) => sum + count, 0) < LEAST_ENTRANTS) return null;
  const named = steps.findIndex(
    (step) => step.probability >= LEAST_PROBABILITY && step.gain > 0 && step.gain >= LEAST_GAIN_SHARE * orders,
  );
  return named < 0 ? null : named;
}

function weightedMean(options: readonly { variance: number; logWeight: number }[]): number {
  const top = Math.max(...options.map((option) => option.logWeight));
  const weights = options.map((option) => Math.exp(option.logWeight - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return options.reduce((sum, option, index) => sum + option.variance * (weights[index] ?? 0), 0) / total;
}

function normalised(options: readonly { logWeight: number; steps: Assumption['steps'] }[]): Assumption[] {
  const top = Math.max(...options.map((option) => option.logWeight));
  const weights = options.map((option) => Math.exp(option.logWeight - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return options.map((option, index) => ({ weight: (weights[index] ?? 0) / total, steps: option.steps }));
}

function mixOf<Part extends { entered: number }>(parts: readonly Part[], value: (part: Part) => number): number {
  const entered = parts.reduce((sum, part) => sum + part.entered, 0);
  return entered === 0 ? 0 : parts.reduce((sum, part) => sum + part.entered * value(part), 0) / entered;
}

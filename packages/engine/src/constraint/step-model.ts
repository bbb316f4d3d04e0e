import { type BetaPrior, fitBetaBinomial, shrink, type Tally } from '../statistics/beta-binomial.ts';
import { drawBeta } from '../statistics/draw-beta.ts';
import { drawNormal } from '../statistics/draw-normal.ts';
import { type LogOdds, logistic, logOddsOf } from '../statistics/logit.ts';
import { quantile } from '../statistics/quantile.ts';
import type { Random } from '../statistics/random.ts';
import { changePosterior } from './change-posterior.ts';
import type { HistoryLevel } from './history-level.ts';
import { commonSeries } from './period-noise.ts';
import type { Season } from './season.ts';
import type { StepShares } from './step-shares.ts';
import { trendOf } from './trend.ts';

/** One draw of a step, by segment: its conversion now, and what it would be if restored to the reference. */
export interface StepDraw {
  now: Float64Array;
  restored: Float64Array;
}

/** What is believed about a step, ready to be drawn from. */
export interface StepModel {
  /** Log of the probability of the data under this assumption about the noise. */
  logEvidence: number;
  /** Holds until the next draw: there are thousands, and they share their memory. */
  draw(random: Random): StepDraw;
}

/**
 * A step judged against its own history. Conversion now = history + season + trend + noise that all segments share + a lasting
 * change; restoring takes the lasting change away and leaves the rest, which no repair can remove.
 * @param commonVariance of the noise from period to period, log-odds
 * @param segmentVariance of what each segment adds to it
 * @param steps length of the chain
 * @param season what a year ago says of it; null: not known, and the trend has to do
 */
export function historyModel(
  step: StepShares,
  levels: readonly HistoryLevel[],
  commonVariance: number,
  segmentVariance: number,
  steps: number,
  season: Season | null = null,
): StepModel {
  const weight = (index: number) => step.segments[index]?.judged.size ?? 0;
  const total = levels.reduce((sum, _, index) => sum + weight(index), 0);
  const left = levels.reduce((sum, level, index) => sum + level.noiseShare * weight(index), 0) / Math.max(1, total);
  const now = step.segments.map(({ judged }) => logOddsOf(judged.share, judged.effectiveSize));
  // What the season explains is no trend.
  const series = commonSeries(step).map((one, before) => ({
    ...one,
    value: one.value - (season?.offsets[before] ?? 0),
  }));
  const trend = trendOf(series, commonVariance);
  const shift = season?.shift ?? 0;
  const differences = levels.map(({ level, noiseShare, age }, index): LogOdds => {
    const own = now[index] as LogOdds;
    if (age === 0) return { value: 0, variance: Number.POSITIVE_INFINITY };
    return {
      value: own.value - level.value - shift - trend.slope * age,
      variance: own.variance + level.variance + segmentVariance * (1 + noiseShare),
    };
  });
  const age = levels.reduce((sum, level, index) => sum + level.age * weight(index), 0) / Math.max(1, total);
  const posterior = changePosterior(
    differences,
    commonVariance * (1 + (total > 0 ? left : 1)) + trend.variance * age ** 2 + (season?.variance ?? 0),
    steps,
  );
  const draw = emptyDraw(levels.length);
  return {
    logEvidence: posterior.logEvidence,
    draw(random) {
      const { noise, changes } = posterior.draw(random);
      for (let index = 0; index < levels.length; index++) {
        const { level, age } = levels[index] as HistoryLevel;
        const change = changes[index] ?? 0;
        const own = now[index] as LogOdds;
        if (age === 0) {
          // A segment without a history of its own is as it is; whether it has changed is known from the others only.
          const here = own.value + (Number.isFinite(own.variance) ? Math.sqrt(own.variance) * drawNormal(random) : 0);
          draw.now[index] = logistic(here);
          draw.restored[index] = logistic(here - change);
          continue;
        }
        const difference = differences[index] as LogOdds;
        // What neither noise nor change explains is sampling: partly history's, in proportion to its variance.
        const part = Number.isFinite(difference.variance) ? level.variance / difference.variance : 0;
        const rest = Number.isFinite(difference.variance) ? difference.value - noise - change : 0;
        const usual = level.value + shift + trend.slope * age;
        const base = usual + rest * part + Math.sqrt(level.variance * (1 - part)) * drawNormal(random) + noise;
        draw.restored[index] = logistic(base);
        draw.now[index] = change === 0 ? (draw.restored[index] ?? 0) : logistic(base + change);
      }
      return draw;
    },
  };
}

/**
 * A step judged against a target, or against nothing: then restoring changes nothing.
 * @param target 0 to 1, or null; `atLeast`: segments that are above it stay where they are
 */
export function targetModel(step: StepShares, target: number | { atLeast: number } | null): StepModel {
  const posteriors = segmentPosteriors(step);
  const draw = emptyDraw(posteriors.length);
  return {
    logEvidence: 0,
    draw(random) {
      for (let index = 0; index < posteriors.length; index++) {
        const { successes, size } = posteriors[index] as Tally;
        // Half a success and half a failure: Jeffreys' prior, which also keeps the draw away from nothing at all.
        const now = drawBeta(random, successes + 0.5, size - successes + 0.5);
        draw.now[index] = now;
        draw.restored[index] =
          target === null ? now : typeof target === 'number' ? target : Math.max(now, target.atLeast);
      }
      return draw;
    },
  };
}

/** Each segment's tally, drawn towards the others as far as it is small. */
function segmentPosteriors(step: StepShares): Tally[] {
  const tallies = step.segments.map(({ judged }) => ({
    successes: judged.share * judged.effectiveSize,
    size: judged.effectiveSize,
  }));
  const prior: BetaPrior = fitBetaBinomial(tallies);
  return tallies.map((tally) => (tallies.length > 1 ? shrink(tally, prior) : tally));
}

/**
 * What the better segments of a step reach: the 80th percentile of the segments' shrunken conversions. Null where there
 * are fewer than three segments with journeys, for then there is nothing to compare.
 */
export function segmentsLevel(step: StepShares): number | null {
  const there = segmentPosteriors(step).filter((_, index) => (step.segments[index]?.judged.size ?? 0) > 0);
  if (there.length < 3) return null;
  return quantile(
    there.map(({ successes, size }) => successes / size).sort((a, b) => a - b),
    0.8,
  );
}

function emptyDraw(segments: number): StepDraw {
  return { now: new Float64Array(segments), restored: new Float64Array(segments) };
}

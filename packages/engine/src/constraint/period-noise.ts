import { type BetweenVariance, betweenVariance } from '../statistics/between-variance.ts';
import { type LogOdds, logOddsOf } from '../statistics/logit.ts';
import type { StepShares } from './step-shares.ts';

/**
 * What is taken for normal before history has spoken: the log-odds of a step's conversion go up and down from period to
 * period by 0.05 (1.2 points at a conversion of 50 %), within a factor of 5 either way at 95 %.
 */
const PRIOR_SD = 0.05;
const PRIOR_LOG_SD = 0.8;
/** The segments' own ups and downs beside the common one: before history has spoken, and how many degrees that weighs. */
const SEGMENT_PRIOR_SD = 0.03;
const SEGMENT_PRIOR_DEGREES = 6;
/** How many degrees all steps together weigh against a step of its own: robots, for one, trouble the first step only. */
const STEP_PRIOR_DEGREES = 20;
const GRID = [0.01, 0.018, 0.03, 0.045, 0.065, 0.09, 0.13, 0.19, 0.28, 0.42];

/** How conversion varies from period to period without any cause that lasts. Variances on the log-odds scale. */
export interface PeriodNoise {
  /** Possible variances of what all segments of a step share, with the log of their weights (not normalised). */
  common: { variance: number; logWeight: number }[];
  /** By step: variance of what each segment has of its own. */
  segment: number[];
  /** Degrees of freedom that history gave; 0: the figures are assumptions. */
  degrees: number;
}

/** Learns from the history of all steps how much of a change is normal. */
export function periodNoise(steps: readonly StepShares[]): PeriodNoise {
  const common = steps.map(commonSeries);
  const own = steps.map((step, index) => segmentSeries(step, common[index] ?? []));
  const pooled = drawnTo(SEGMENT_PRIOR_SD ** 2, SEGMENT_PRIOR_DEGREES, betweenVariance(own.flat()));
  return {
    common: GRID.map((sd) => ({
      variance: sd ** 2,
      logWeight:
        -0.5 * (Math.log(sd / PRIOR_SD) / PRIOR_LOG_SD) ** 2 +
        common.reduce((sum, series) => sum + restrictedLogLikelihood(series, sd ** 2), 0),
    })),
    segment: own.map((series) => drawnTo(pooled, STEP_PRIOR_DEGREES, betweenVariance(series))),
    degrees: common.reduce((sum, series) => sum + Math.max(0, series.filter(isKnown).length - 1), 0),
  };
}

function drawnTo(prior: number, weight: number, { variance, degrees }: BetweenVariance): number {
  return (weight * prior + degrees * variance) / (weight + degrees);
}

/**
 * A step's conversion by period with the mix of segments held fixed, so that a shift of the mix is no noise. Where a
 * segment is not known in a period, it is taken to have been as in the others.
 */
export function commonSeries(step: StepShares): LogOdds[] {
  const periods = step.segments[0]?.history.length ?? 0;
  const usual = step.segments.map(({ history }) => {
    const weight = history.reduce((sum, { size }) => sum + size, 0);
    return { weight, share: history.reduce((sum, { size, share }) => sum + size * share, 0) / Math.max(1, weight) };
  });
  const total = usual.reduce((sum, { weight }) => sum + weight, 0);
  return Array.from({ length: periods }, (_, period) => {
    let known = 0;
    let share = 0;
    let variance = 0;
    for (const [index, { history }] of step.segments.entries()) {
      const measured = history[period];
      const { weight = 0, share: otherwise = 0 } = usual[index] ?? {};
      if (measured === undefined || measured.effectiveSize <= 0) {
        share += weight * otherwise;
        continue;
      }
      known += measured.effectiveSize;
      share += weight * measured.share;
      variance += (weight ** 2 * measured.share * (1 - measured.share)) / measured.effectiveSize;
    }
    if (known === 0) return { value: 0, variance: Number.POSITIVE_INFINITY };
    const mean = share / total;
    const spread = mean * (1 - mean);
    return logOddsOf(mean, variance > 0 && spread > 0 ? spread / (variance / total ** 2) : known);
  });
}

/** By segment: what remains of its series when the common one is taken away. */
function segmentSeries(step: StepShares, common: readonly LogOdds[]): LogOdds[][] {
  if (step.segments.length < 2) return [];
  return step.segments.map(({ history }) =>
    history.map((share, period) => {
      const own = logOddsOf(share.share, share.effectiveSize);
      return { value: own.value - (common[period]?.value ?? 0), variance: own.variance };
    }),
  );
}

/** Log-likelihood of a variance between the periods, the mean integrated out. */
function restrictedLogLikelihood(series: readonly LogOdds[], between: number): number {
  const known = series.filter(isKnown);
  if (known.length < 2) return 0;
  const weights = known.map((one) => 1 / (one.variance + between));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = known.reduce((sum, one, index) => sum + one.value * (weights[index] ?? 0), 0) / total;
  let log = -0.5 * Math.log(total);
  for (const [index, one] of known.entries()) {
    const weight = weights[index] ?? 0;
    log += 0.5 * Math.log(weight) - 0.5 * weight * (one.value - mean) ** 2;
  }
  return log;
}

function isKnown(one: LogOdds): boolean {
  return Number.isFinite(one.variance);
}

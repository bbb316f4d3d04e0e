import { type LogOdds, logOddsOf } from '../statistics/logit.ts';
import { logNormalDensity } from '../statistics/normal-density.ts';
import { quantile } from '../statistics/quantile.ts';
import { commonSeries } from './period-noise.ts';
import type { StepShares } from './step-shares.ts';

/** Chance, before looking, that something happened to a step in a period of history; and how far such things go, log-odds. */
const INCIDENT_CHANCE = 0.05;
const INCIDENT_SD = 1;
/** Ordinary ups and downs are taken to be at least as large as this, log-odds. */
const LEAST_SPREAD = 0.08;
/** Below this many periods nobody can say which of them is the odd one. */
const LEAST_PERIODS = 3;

/** A period of history that says nothing about what is normal at a step. */
export interface SetAside {
  step: number;
  /** 1 is the period right before the judged one. */
  period: number;
  /** Index of the segment; null: all of them. */
  segment: number | null;
}

/** Shares without the periods that were incidents of their own, and which those are. */
export interface SoundShares {
  shares: StepShares[];
  aside: SetAside[];
}

/**
 * Leaves out of history what was no ordinary period: a week in which payment was down is no reference for the next one.
 * A step's period is set aside, in all segments or in one, where an incident explains its distance from the median of the
 * periods better than the ordinary ups and downs do: those of all steps, or its own where they are larger. Neither the
 * median nor the spread around it is moved by a few odd periods; the smaller half of them at most is set aside.
 */
export function setAsideIncidents(shares: readonly StepShares[]): SoundShares {
  const aside: SetAside[] = [];
  const common = shares.map(commonSeries);
  const overall = spreadOf(common);
  const whole = shares.map((step, index) => {
    const series = common[index] ?? [];
    const odd = oddOnes(series, Math.max(overall, spreadOf([series])));
    for (const period of odd) aside.push({ step: index, period: period + 1, segment: null });
    return without(step, (_, period) => odd.includes(period));
  });
  const own = whole.map(({ segments }) =>
    segments.map(({ history }) => history.map(({ share, effectiveSize }) => logOddsOf(share, effectiveSize))),
  );
  const overallOwn = spreadOf(own.flat());
  const sound = whole.map((step, index) => {
    const spread = Math.max(overallOwn, spreadOf(own[index] ?? []));
    const odd = (own[index] ?? []).map((series) => oddOnes(series, spread));
    for (const [segment, periods] of odd.entries()) {
      for (const period of periods) aside.push({ step: index, period: period + 1, segment });
    }
    return without(step, (segment, period) => odd[segment]?.includes(period) ?? false);
  });
  return { shares: sound, aside };
}

function without(step: StepShares, odd: (segment: number, period: number) => boolean): StepShares {
  const nobody = { share: 0, variance: 0, effectiveSize: 0, size: 0 };
  return {
    ...step,
    segments: step.segments.map(({ judged, history }, segment) => ({
      judged,
      history: history.map((share, period) => (odd(segment, period) ? nobody : share)),
    })),
  };
}

/** Indexes of the periods that are no ordinary ones. */
function oddOnes(series: readonly LogOdds[], spread: number): number[] {
  const known = series.filter(isKnown);
  if (known.length < LEAST_PERIODS) return [];
  const middle = medianOf(known);
  const odds = series.map((one) => {
    if (!isKnown(one)) return Number.NEGATIVE_INFINITY;
    const rest = one.value - middle;
    const variance = one.variance + spread;
    return (
      Math.log(INCIDENT_CHANCE / (1 - INCIDENT_CHANCE)) +
      logNormalDensity(rest, variance + INCIDENT_SD ** 2) -
      logNormalDensity(rest, variance)
    );
  });
  return [...odds.keys()]
    .filter((index) => (odds[index] ?? 0) > 0)
    .sort((a, b) => (odds[b] ?? 0) - (odds[a] ?? 0))
    .slice(0, Math.ceil(known.length / 2) - 1);
}

/** Variance of ordinary periods of all the series, by the median distance from the median, less what sampling adds. */
function spreadOf(series: readonly (readonly LogOdds[])[]): number {
  const squares = series.flatMap((all) => {
    const known = all.filter(isKnown);
    if (known.length < LEAST_PERIODS) return [];
    const middle = medianOf(known);
    // The median of a few lies close to each of them.
    const closeness = known.length / (known.length - 1);
    return known.map((one) => ((one.value - middle) * closeness) ** 2 - one.variance);
  });
  if (squares.length === 0) return LEAST_SPREAD ** 2;
  const typical = quantile(Float64Array.from(squares).sort(), 0.5);
  // Of a normal distribution, half lies within 0.6745 standard deviations.
  return Math.max(LEAST_SPREAD ** 2, typical / 0.6745 ** 2);
}

function medianOf(series: readonly LogOdds[]): number {
  return quantile(Float64Array.from(series, ({ value }) => value).sort(), 0.5);
}

function isKnown(one: LogOdds): boolean {
  return Number.isFinite(one.variance);
}

import { DURATION_BINS } from './duration-bins.ts';
import { type DurationHistogram, histogramSize } from './duration-histogram.ts';

/** A share that was estimated while some were still on their way. */
export interface CensoredShare {
  /** Of all that entered, those that advance before the horizon. */
  share: number;
  /** Of the share, by sampling. */
  variance: number;
  /** Journeys with a known outcome that would tell as much: share (1 - share) / variance. */
  effectiveSize: number;
  /** Journeys that entered. */
  size: number;
}

/**
 * Cumulative incidence of `advanced` at a horizon: Aalen and Johansen's estimate on binned durations, with `ended` as
 * the competing event. Who is `pending` counts for as long as it was observed, half of its last bin included (the
 * actuarial convention). Without a competing event it is 1 - Kaplan-Meier; with nobody pending before the horizon it is
 * the plain share. The variance is the delta-method one of Greenwood's type for competing risks (Marubini and
 * Valsecchi 1995); with one risk it is Greenwood's.
 * @param horizonBin first bin that does not count any more, 1 to 200; the whole window unless told
 */
export function aalenJohansen(histogram: DurationHistogram, horizonBin = DURATION_BINS): CensoredShare {
  const size = histogramSize(histogram);
  if (size === 0) return { share: 0, variance: 0, effectiveSize: 0, size };
  const steps: { atRisk: number; advanced: number; events: number; before: number; incidence: number }[] = [];
  let atRisk = size;
  let surviving = 1;
  let incidence = 0;
  let known = size;
  for (let bin = 0; bin < horizonBin; bin++) {
    const advanced = histogram.advanced[bin] ?? 0;
    const ended = histogram.ended[bin] ?? 0;
    const pending = histogram.pending[bin] ?? 0;
    const events = advanced + ended;
    if (events > 0) {
      const exposed = atRisk - pending / 2;
      incidence += (surviving * advanced) / exposed;
      steps.push({ atRisk: exposed, advanced, events, before: surviving, incidence });
      surviving *= 1 - events / exposed;
    }
    atRisk -= events + pending;
    known -= pending;
  }
  // With nobody pending it is the plain share; said directly, it is free of rounding.
  const share = known === size ? sum(steps, 'advanced') / size : Math.min(1, Math.max(0, incidence));
  let variance = 0;
  for (const step of steps) {
    const after = incidence - step.incidence;
    const left = step.atRisk - step.events;
    if (left > 0) variance += (after ** 2 * step.events) / (step.atRisk * left);
    variance += (step.before ** 2 * step.advanced * (step.atRisk - step.advanced)) / step.atRisk ** 3;
    variance -= (2 * after * step.before * step.advanced) / step.atRisk ** 2;
  }
  variance = Math.max(0, variance);
  const informative = share * (1 - share) > 0 && variance > 0;
  // At 0 or 1 the formula knows no variance: then only those count whose outcome is known.
  const effectiveSize = informative ? Math.min(size, (share * (1 - share)) / variance) : known;
  return { share, variance, effectiveSize, size };
}

function sum<Key extends string>(parts: readonly Record<Key, number>[], key: Key): number {
  return parts.reduce((total, part) => total + part[key], 0);
}

/**
 * The last bin up to which the estimate still rests on observation: of those that are not known to have advanced, at
 * least this share has been watched for so long.
 * @param least 0 to 1
 * @returns 1 to 200, fit for `horizonBin`; 200 where nobody's observation stopped before the window had passed
 */
export function supportedHorizon(histogram: DurationHistogram, least: number): number {
  const { ended, pending } = histogram;
  let watched = pending[DURATION_BINS] ?? 0;
  let all = watched;
  let stopped = 0;
  for (let bin = 0; bin < DURATION_BINS; bin++) {
    all += (pending[bin] ?? 0) + (ended[bin] ?? 0);
    stopped += pending[bin] ?? 0;
  }
  if (stopped === 0) return DURATION_BINS;
  for (let bin = DURATION_BINS - 1; bin >= 0; bin--) {
    if (watched > 0 && watched >= least * all) return bin + 1;
    watched += (pending[bin] ?? 0) + (ended[bin] ?? 0);
  }
  return 1;
}

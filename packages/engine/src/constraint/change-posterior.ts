import { drawIndex } from '../statistics/draw-index.ts';
import { drawNormal } from '../statistics/draw-normal.ts';
import type { LogOdds } from '../statistics/logit.ts';
import { logNormalDensity, logSumExp } from '../statistics/normal-density.ts';
import type { Random } from '../statistics/random.ts';

/** Chance, before looking, that a step has changed for a reason that lasts; shared out over the steps of the chain. */
const PRIOR_ANY_CHANGE = 0.5;
/** How large changes are when there are some: standard deviations on the log-odds scale, with their weights. */
const CHANGE_SIZES = [
  { sd: 0.3, weight: 0.45 },
  { sd: 1, weight: 0.4 },
  { sd: 4, weight: 0.15 },
];
/** Shares of the segments that a change is in, when it is not in all of them. */
const PARTIAL = [0.2, 0.5];
const GRID_POINTS = 121;
const GRID_REACH = 4;

/** One draw of what happened at a step: noise that all segments share, and each segment's lasting change; log-odds. */
interface ChangeDraw {
  noise: number;
  changes: Float64Array;
}

/** What is believed about a step's change, given how its segments differ from their history. */
export interface ChangePosterior {
  /** Log of the probability of the data, for weighing assumptions about the noise against each other. */
  logEvidence: number;
  /** Probability that the step has not changed beyond noise. */
  unchanged: number;
  draw(random: Random): ChangeDraw;
}

interface Hypothesis {
  logPrior: number;
  logLikelihood: number;
  draw(random: Random): ChangeDraw;
}

/**
 * Weighs the explanations of a step's differences from history: nothing but noise; a change of all segments alike; a
 * change of some segments, each by its own amount. Most steps do not change in most periods, and saying so beforehand is
 * what keeps the largest of many accidental differences from being named as a cause.
 * @param differences by segment, now less history; an infinite variance means that nothing is known of the segment
 * @param noiseVariance of the common noise between now and history
 * @param steps length of the chain
 */
export function changePosterior(
  differences: readonly LogOdds[],
  noiseVariance: number,
  steps: number,
): ChangePosterior {
  const changed = 1 - (1 - PRIOR_ANY_CHANGE) ** (1 / Math.max(1, steps));
  const partial = differences.length > 1;
  const hypotheses: Hypothesis[] = [{ logPrior: Math.log(1 - changed), ...commonShift(differences, noiseVariance, 0) }];
  for (const { sd, weight } of CHANGE_SIZES) {
    const prior = Math.log(changed * weight * (partial ? 0.5 : 1));
    hypotheses.push({ logPrior: prior, ...commonShift(differences, noiseVariance, sd ** 2) });
    if (!partial) continue;
    for (const share of PARTIAL) {
      const logPrior = prior - Math.log(PARTIAL.length);
      hypotheses.push({ logPrior, ...partialShift(differences, noiseVariance, sd ** 2, share) });
    }
  }
  const logs = hypotheses.map((one) => one.logPrior + one.logLikelihood);
  const logEvidence = logSumExp(logs);
  const weights = logs.map((log) => Math.exp(log - logEvidence));
  return {
    logEvidence,
    unchanged: weights[0] ?? 0,
    draw: (random) => (hypotheses[drawIndex(random, weights)] as Hypothesis).draw(random),
  };
}

/** All segments shift by noise + change; closed form. */
function commonShift(differences: readonly LogOdds[], noise: number, change: number): Omit<Hypothesis, 'logPrior'> {
  const shift = noise + change;
  let precision = 0;
  let weighted = 0;
  let logLikelihood = 0;
  for (const { value, variance } of differences) {
    if (!Number.isFinite(variance)) continue;
    precision += 1 / variance;
    weighted += value / variance;
    logLikelihood += logNormalDensity(value, variance);
  }
  const spread = 1 + shift * precision;
  logLikelihood += -0.5 * Math.log(spread) + (0.5 * shift * weighted ** 2) / spread;
  const mean = (shift * weighted) / spread;
  const sd = Math.sqrt(shift / spread);
  const own = Math.sqrt((noise * change) / shift);
  return {
    logLikelihood,
    draw(random) {
      const total = mean + sd * drawNormal(random);
      const part = change === 0 ? 0 : (total * change) / shift + own * drawNormal(random);
      return { noise: total - part, changes: new Float64Array(differences.length).fill(part) };
    },
  };
}

/** Each segment has changed with probability `share`, by its own amount; the common noise is integrated on a grid. */
function partialShift(
  differences: readonly LogOdds[],
  noise: number,
  change: number,
  share: number,
): Omit<Hypothesis, 'logPrior'> {
  const sd = Math.sqrt(noise);
  const width = (2 * GRID_REACH * sd) / GRID_POINTS;
  const at = (index: number) => -GRID_REACH * sd + (index + 0.5) * width;
  // All that does not depend on the grid is worked out once: this is the innermost loop of every judgement.
  const known = differences.flatMap(({ value, variance }) => {
    if (!Number.isFinite(variance)) return [];
    const wide = variance + change;
    return [
      {
        value,
        same: -0.5 / variance,
        other: -0.5 / wide,
        offset: Math.log(share / (1 - share)) + 0.5 * Math.log(variance / wide),
        base: logNormalDensity(0, variance) + Math.log(1 - share),
      },
    ];
  });
  const base = known.reduce((sum, one) => sum + one.base, Math.log(width));
  const logs = Array.from({ length: GRID_POINTS }, (_, index) => {
    const common = at(index);
    let log = base + logNormalDensity(common, noise);
    for (const { value, same, other, offset } of known) {
      const square = (value - common) ** 2;
      // log(exp(a) + exp(b)) = a + log(1 + exp(b - a))
      const lead = offset + (other - same) * square;
      log += same * square + (lead > 30 ? lead : Math.log1p(Math.exp(lead)));
    }
    return log;
  });
  const logLikelihood = logSumExp(logs);
  const weights = logs.map((log) => Math.exp(log - logLikelihood));
  return {
    logLikelihood,
    draw(random) {
      const common = at(drawIndex(random, weights)) + (random.next() - 0.5) * width;
      const changes = new Float64Array(differences.length);
      for (let index = 0; index < differences.length; index++) {
        const { value, variance } = differences[index] as LogOdds;
        if (!Number.isFinite(variance)) {
          if (random.next() < share) changes[index] = Math.sqrt(change) * drawNormal(random);
          continue;
        }
        const rest = value - common;
        const odds =
          Math.log(share / (1 - share)) + logNormalDensity(rest, variance + change) - logNormalDensity(rest, variance);
        if (random.next() >= 1 / (1 + Math.exp(-odds))) continue;
        const pull = change / (change + variance);
        changes[index] = rest * pull + Math.sqrt(variance * pull) * drawNormal(random);
      }
      return { noise: common, changes };
    },
  };
}

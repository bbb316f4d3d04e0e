import { LEAST_PROBABILITY } from '../judge-chain.ts';
import { indexOfMax, NAIVE_RULES, type NaiveRule, type Trial } from './judge-trial.ts';

/** How often something was right, and among how many. */
interface Rate {
  right: number;
  trials: number;
}

/** What simulation says about the judgement. */
export interface Calibration {
  /** The likeliest step is the one with the largest true gain, among all in which something was broken; */
  topOne: Rate;
  /** and where the second best gain is at most 0.7 of it. */
  topOneClear: Rate;
  /** Of those in which it says 80 % or more: the likeliest step is the one with the largest true gain. */
  sure: Rate;
  /** Nothing was broken, yet a constraint was named; */
  falseAlarms: Rate;
  /** the same under a flood of bots. */
  falseAlarmsFlooded: Rate;
  /** Something was broken by 5 % of throughput or more: the right step was named. */
  named: Rate;
  /** A flood of bots beside something broken, second best at most 0.7: the likeliest step is the right one. */
  topOneFlooded: Rate;
  /** The same under a campaign of those who are not eager, and in a shop with a reversal. */
  topOneCampaign: Rate;
  topOneReversal: Rate;
  /** The true gain lies in the 90 % interval: of the step that was named; */
  coveredNamed: Rate;
  /** of the step with the largest gain, whether or not it was seen; */
  coveredTruth: Rate;
  /** of all steps, those that are sound included. */
  coveredAll: Rate;
  /** Mean distance of said probability from observed frequency over ten classes, weighed by their size. */
  calibrationError: number;
  /** The true gain forgone by repairing the likeliest step instead of the best, as a share of the best. */
  meanRegret: number;
  reliability: { from: number; said: number; observed: number; trials: number }[];
  /** The same question answered by rules of thumb, where the second best is at most 0.7 of the best. */
  naive: Record<NaiveRule, Rate>;
}

/** Sums up many trials. */
export function calibrate(trials: Iterable<Trial>): Calibration {
  const rate = (): Rate => ({ right: 0, trials: 0 });
  const result: Calibration = {
    topOne: rate(),
    topOneClear: rate(),
    sure: rate(),
    falseAlarms: rate(),
    falseAlarmsFlooded: rate(),
    named: rate(),
    topOneFlooded: rate(),
    topOneCampaign: rate(),
    topOneReversal: rate(),
    coveredNamed: rate(),
    coveredTruth: rate(),
    coveredAll: rate(),
    calibrationError: 0,
    meanRegret: 0,
    reliability: Array.from({ length: 10 }, (_, index) => ({ from: index / 10, said: 0, observed: 0, trials: 0 })),
    naive: Object.fromEntries(NAIVE_RULES.map((rule) => [rule, rate()])) as Record<NaiveRule, Rate>,
  };
  const note = (to: Rate, right: boolean) => {
    to.trials++;
    if (right) to.right++;
  };
  let all = 0;
  for (const trial of trials) {
    all++;
    const { truth, said, gains, named } = trial;
    const likeliest = indexOfMax(said.map(({ probability }) => probability));
    const probability = said[likeliest]?.probability ?? 0;
    const right = likeliest === truth;
    const group = result.reliability[Math.min(9, Math.floor(probability * 10))];
    if (group !== undefined) {
      group.said += probability;
      group.observed += right ? 1 : 0;
      group.trials++;
    }
    const covers = (step: number) => {
      const [low, high] = said[step]?.interval ?? [0, 0];
      return low <= (gains[step] ?? 0) && (gains[step] ?? 0) <= high;
    };
    for (const step of gains.keys()) note(result.coveredAll, covers(step));
    if (named !== null) note(result.coveredNamed, covers(named));
    if (probability >= LEAST_PROBABILITY) note(result.sure, right);
    if (truth === null) {
      note(result.falseAlarms, named !== null);
      if (trial.flood) note(result.falseAlarmsFlooded, named !== null);
      continue;
    }
    const [best = 0, second = 0] = gains.toSorted((a, b) => b - a);
    note(result.topOne, right);
    note(result.coveredTruth, covers(truth));
    result.meanRegret += 1 - (gains[likeliest] ?? 0) / best;
    if (best >= 0.05) note(result.named, named === truth);
    if (second > 0.7 * best) continue;
    note(result.topOneClear, right);
    if (trial.flood) note(result.topOneFlooded, right);
    if (trial.campaign) note(result.topOneCampaign, right);
    if (trial.reversal) note(result.topOneReversal, right);
    for (const rule of NAIVE_RULES) note(result.naive[rule], trial.naive[rule] === truth);
  }
  result.meanRegret /= Math.max(1, result.topOne.trials);
  for (const group of result.reliability) {
    if (group.trials === 0) continue;
    result.calibrationError += Math.abs(group.said - group.observed) / all;
    group.said /= group.trials;
    group.observed /= group.trials;
  }
  return result;
}

import { createRandom } from '../../statistics/random.ts';
import { judgeChain, LEAST_PROBABILITY } from '../judge-chain.ts';
import { type Simulation, simulateChain } from './simulate-chain.ts';

export interface CalibrationOptions {
  trials: number;
  /** Journeys in the judged period, one size after the other in turn. */
  entrants: readonly number[];
  draws: number;
  seed: number;
}

/** How often something was right, and among how many. */
interface Rate {
  right: number;
  trials: number;
}

/** What simulation says about the judgement. */
export interface Calibration {
  /** The likeliest step is the one with the largest true gain, where the second best is at most 0.7 of it. */
  topOne: Rate;
  /** Of those in which it says 80 % or more: the likeliest step is the one with the largest true gain. */
  sure: Rate;
  /** Nothing was broken, yet a constraint was named. */
  falseAlarms: Rate;
  /** Something was broken by 5 % of throughput or more: the right step was named. */
  named: Rate;
  /** The true gain of the step with the largest one lies in its 90 % interval. */
  covered: Rate;
  /** Mean distance of said probability from observed frequency over ten classes, weighed by their size. */
  calibrationError: number;
  /** The true gain forgone by repairing the likeliest step instead of the best, as a share of the best. */
  meanRegret: number;
  reliability: { from: number; said: number; observed: number; trials: number }[];
  /** The same question answered by rules of thumb, where the second best is at most 0.7 of the best. */
  naive: Record<
    'lowest conversion' | 'biggest drop in journeys' | 'worst segment gap' | 'biggest fall of conversion',
    Rate
  >;
}

/**
 * Judges many simulated shops and compares with the truth. A quarter of them have nothing broken, the others one to three
 * steps. Truth = the step with the largest true gain.
 */
export function calibrate(options: CalibrationOptions): Calibration {
  const rate = (): Rate => ({ right: 0, trials: 0 });
  const classes = Array.from({ length: 10 }, (_, index) => ({ from: index / 10, said: 0, observed: 0, trials: 0 }));
  const result: Calibration = {
    topOne: rate(),
    sure: rate(),
    falseAlarms: rate(),
    named: rate(),
    covered: rate(),
    calibrationError: 0,
    meanRegret: 0,
    reliability: classes,
    naive: {
      'lowest conversion': rate(),
      'biggest drop in journeys': rate(),
      'worst segment gap': rate(),
      'biggest fall of conversion': rate(),
    },
  };
  const note = (to: Rate, right: boolean) => {
    to.trials++;
    if (right) to.right++;
  };
  let broken = 0;
  for (let trial = 0; trial < options.trials; trial++) {
    const random = createRandom(options.seed * 100_003 + trial);
    const degradations = trial % 4;
    const entrants = options.entrants[Math.floor(trial / 4) % options.entrants.length] ?? 20_000;
    const simulation = simulateChain({ entrants, degradations, historyPeriods: 3 }, random);
    const references = simulation.gains.map(() => 'history' as const);
    const judged = judgeChain(simulation.counts, { references, draws: options.draws, seed: trial });
    const likeliest = indexOfMax(judged.steps.map((step) => step.probability));
    const probability = judged.steps[likeliest]?.probability ?? 0;
    const truth = degradations === 0 ? -1 : indexOfMax(simulation.gains);
    const right = likeliest === truth;
    const [best = 0, second = 0] = simulation.gains.toSorted((a, b) => b - a);

    const group = classes[Math.min(9, Math.floor(probability * 10))];
    if (group !== undefined) {
      group.said += probability;
      group.observed += right ? 1 : 0;
      group.trials++;
    }
    if (probability >= LEAST_PROBABILITY) note(result.sure, right);
    if (truth < 0) {
      note(result.falseAlarms, judged.constraint !== null);
      continue;
    }
    broken++;
    const [low, high] = judged.steps[truth]?.interval ?? [0, 0];
    note(result.covered, low <= best && best <= high);
    result.meanRegret += 1 - (simulation.gains[likeliest] ?? 0) / best;
    if (best >= 0.05 * judged.throughput) note(result.named, judged.constraint === truth);
    if (second > 0.7 * best) continue;
    note(result.topOne, right);
    for (const [rule, step] of naiveRules(simulation)) note(result.naive[rule], step === truth);
  }
  result.meanRegret /= Math.max(1, broken);
  for (const group of classes) {
    if (group.trials === 0) continue;
    result.calibrationError += Math.abs(group.said - group.observed) / options.trials;
    group.said /= group.trials;
    group.observed /= group.trials;
  }
  return result;
}

function naiveRules(simulation: Simulation): [keyof Calibration['naive'], number][] {
  const { conversions, before, spreads } = simulation;
  let arrived = 1;
  const lost = conversions.map((conversion) => {
    const here = arrived * (1 - conversion);
    arrived *= conversion;
    return here;
  });
  return [
    ['lowest conversion', indexOfMax(conversions.map((conversion) => -conversion))],
    ['biggest drop in journeys', indexOfMax(lost)],
    ['worst segment gap', indexOfMax(spreads)],
    ['biggest fall of conversion', indexOfMax(conversions.map((conversion, step) => (before[step] ?? 0) - conversion))],
  ];
}

function indexOfMax(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? Number.NEGATIVE_INFINITY) ? index : best), 0);
}

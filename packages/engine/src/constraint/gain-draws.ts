import { drawIndex } from '../statistics/draw-index.ts';
import { quantile } from '../statistics/quantile.ts';
import type { Random } from '../statistics/random.ts';
import type { StepDraw, StepModel } from './step-model.ts';
import { stepGain } from './throughput.ts';

/** What the draws say about one step, in orders of the judged period. */
export interface StepGain {
  /** Share of the draws in which this step's gain is the largest, and above 0. */
  probability: number;
  gain: number;
  /** 5 % and 95 % quantile. */
  interval: [number, number];
  /** Mean shortfall against the step that is best in each draw. */
  regret: number;
  /** The gain by segment. */
  segments: number[];
}

/** One assumption about the noise, with what it makes of each step. */
export interface Assumption {
  /** Probabilities; they add up to 1. */
  weight: number;
  steps: readonly StepModel[];
}

/**
 * Calls `visit` with each draw of the whole chain, by step. The same seed gives the same draws, whatever is done with them. A
 * draw holds until the next one is made.
 */
export function drawChain(
  assumptions: readonly Assumption[],
  draws: number,
  random: Random,
  visit: (chain: readonly StepDraw[], draw: number) => void,
): void {
  const weights = assumptions.map((assumption) => assumption.weight);
  const chain = new Array<StepDraw>(assumptions[0]?.steps.length ?? 0);
  for (let draw = 0; draw < draws; draw++) {
    const assumption = assumptions[drawIndex(random, weights)] as Assumption;
    for (let step = 0; step < chain.length; step++) chain[step] = (assumption.steps[step] as StepModel).draw(random);
    visit(chain, draw);
  }
}

/**
 * Draws the whole chain again and again: in each draw every step's conversion and its restored one, the gain of
 * restoring each step alone, and which is the largest.
 * @param entrants by segment
 * @param draws how many, at least 1
 * @param lifted index of a step that is restored already in every draw, so that nothing more is gained there
 */
export function gainDraws(
  entrants: ArrayLike<number>,
  assumptions: readonly Assumption[],
  draws: number,
  random: Random,
  lifted?: number,
): StepGain[] {
  const steps = assumptions[0]?.steps.length ?? 0;
  const gains = Array.from({ length: steps }, () => new Float64Array(draws));
  const bySegment = Array.from({ length: steps }, () => new Float64Array(entrants.length));
  const wins = new Float64Array(steps);
  let best = 0;
  const now = new Array<ArrayLike<number>>(steps);
  // Thousands of draws times steps times segments: nothing is allocated in here.
  drawChain(assumptions, draws, random, (chain, draw) => {
    for (let step = 0; step < steps; step++) {
      const drawn = chain[step] as StepDraw;
      now[step] = step === lifted ? drawn.restored : drawn.now;
    }
    let winner = -1;
    let top = 0;
    for (let step = 0; step < steps; step++) {
      const { restored } = chain[step] as StepDraw;
      const sums = bySegment[step] as Float64Array;
      let total = 0;
      for (let segment = 0; segment < sums.length; segment++) {
        const gain = stepGain(entrants[segment] ?? 0, now, step, segment, restored[segment] ?? 0);
        total += gain;
        sums[segment] = (sums[segment] ?? 0) + gain;
      }
      (gains[step] as Float64Array)[draw] = total;
      if (total > top) {
        top = total;
        winner = step;
      }
    }
    if (winner >= 0) wins[winner] = (wins[winner] ?? 0) + 1;
    best += top;
  });
  return gains.map((all, step) => {
    const mean = all.reduce((sum, gain) => sum + gain, 0) / draws;
    const sorted = all.slice().sort();
    return {
      probability: (wins[step] ?? 0) / draws,
      gain: mean,
      interval: [quantile(sorted, 0.05), quantile(sorted, 0.95)],
      regret: Math.max(0, best / draws - mean),
      segments: Array.from(bySegment[step] ?? [], (sum) => sum / draws),
    };
  });
}

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

/** Calls `visit` with each draw of the whole chain, by step. The same seed gives the same draws, whatever is done with them. */
export function drawChain(
  assumptions: readonly Assumption[],
  draws: number,
  random: Random,
  visit: (chain: StepDraw[], draw: number) => void,
): void {
  const weights = assumptions.map((assumption) => assumption.weight);
  for (let draw = 0; draw < draws; draw++) {
    const assumption = assumptions[drawIndex(random, weights)] as Assumption;
    visit(
      assumption.steps.map((step) => step.draw(random)),
      draw,
    );
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
  drawChain(assumptions, draws, random, (chain, draw) => {
    const now = chain.map((step, index) => (index === lifted ? step.restored : step.now));
    let winner = -1;
    let top = 0;
    for (const [step, { restored }] of chain.entries()) {
      let total = 0;
      const sums = bySegment[step] as Float64Array;
      for (const [segment, gain] of stepGain(entrants, now, step, restored).entries()) {
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

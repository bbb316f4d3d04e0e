import { quantile } from '../statistics/quantile.ts';
import type { Random } from '../statistics/random.ts';
import { type Assumption, drawChain } from './gain-draws.ts';
import { segmentOrders } from './throughput.ts';
import { type Lift, liftChain } from './what-if.ts';

/** What lifts bring, in orders of the judged period. */
export interface LiftGain {
  gain: number;
  /** 5 % and 95 % quantile. */
  interval: [number, number];
  /** The gain by segment. */
  segments: number[];
  /** Orders before, by segment, as the draws have them. */
  before: number[];
}

/** What is known of the chain. */
export interface LiftChain {
  /** By segment. */
  entrants: readonly number[];
  assumptions: readonly Assumption[];
}

/**
 * What each set of lifts would bring, in every draw of the chain.
 * @param sets of lifts, each for itself
 */
export function liftDraws(
  chain: LiftChain,
  sets: readonly (readonly Lift[])[],
  draws: number,
  random: Random,
): LiftGain[] {
  const { entrants, assumptions } = chain;
  const gains = sets.map(() => new Float64Array(draws));
  const bySegment = sets.map(() => entrants.map(() => 0));
  const before = entrants.map(() => 0);
  drawChain(assumptions, draws, random, (steps, draw) => {
    const now = steps.map((step) => step.now);
    const orders = entrants.map((_, segment) => segmentOrders(entrants, now, segment));
    for (const [segment, some] of orders.entries()) before[segment] = (before[segment] ?? 0) + some / draws;
    for (const [set, lifts] of sets.entries()) {
      const lifted = liftChain(now, lifts);
      const sums = bySegment[set] as number[];
      let total = 0;
      for (const [segment, some] of orders.entries()) {
        const gain = segmentOrders(entrants, lifted, segment) - some;
        total += gain;
        sums[segment] = (sums[segment] ?? 0) + gain / draws;
      }
      (gains[set] as Float64Array)[draw] = total;
    }
  });
  return gains.map((all, set) => {
    const sorted = all.slice().sort();
    return {
      gain: all.reduce((sum, gain) => sum + gain, 0) / draws,
      interval: [quantile(sorted, 0.05), quantile(sorted, 0.95)],
      segments: bySegment[set] as number[],
      before,
    };
  });
}

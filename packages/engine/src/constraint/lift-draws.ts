import { quantile } from '../statistics/quantile.ts';
import type { Random } from '../statistics/random.ts';
import { type Assumption, drawChain } from './gain-draws.ts';
import { throughput } from './throughput.ts';
import { type Lift, liftChain } from './what-if.ts';

/** What lifts bring, in orders of the judged period. */
export interface LiftGain {
  gain: number;
  /** 5 % and 95 % quantile. */
  interval: [number, number];
  /** The gain in money. */
  value: number;
  /** Orders and money before, as the draws have them. */
  orders: number;
  valueBefore: number;
}

/** What is known of the chain. */
export interface LiftChain {
  /** By segment. */
  entrants: readonly number[];
  /** By segment. */
  orderValues: readonly number[];
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
  const { entrants, orderValues, assumptions } = chain;
  const valued = entrants.map((count, segment) => count * (orderValues[segment] ?? 0));
  const gains = sets.map(() => new Float64Array(draws));
  const values = sets.map(() => 0);
  let orders = 0;
  let money = 0;
  drawChain(assumptions, draws, random, (steps, draw) => {
    const now = steps.map((step) => step.now);
    const before = throughput(entrants, now);
    const moneyBefore = throughput(valued, now);
    orders += before / draws;
    money += moneyBefore / draws;
    for (const [set, lifts] of sets.entries()) {
      const lifted = liftChain(now, lifts);
      (gains[set] as Float64Array)[draw] = throughput(entrants, lifted) - before;
      values[set] = (values[set] ?? 0) + (throughput(valued, lifted) - moneyBefore) / draws;
    }
  });
  return gains.map((all, set) => {
    const sorted = all.slice().sort();
    return {
      gain: all.reduce((sum, gain) => sum + gain, 0) / draws,
      interval: [quantile(sorted, 0.05), quantile(sorted, 0.95)],
      value: values[set] ?? 0,
      orders,
      valueBefore: money,
    };
  });
}

import { throughput } from './throughput.ts';

/** A chain as it is. */
export interface WhatIfChain {
  /** By segment. */
  entrants: readonly number[];
  /** By step, then by segment; 0 to 1. */
  conversions: readonly (readonly number[])[];
  /** What an order is worth, by segment. */
  orderValues: readonly number[];
}

/** A lift of one step: its conversion times `factor`, plus `points` (0.02 is two points), or straight `to`; in all segments or in one. */
export interface Lift {
  /** Index of the step. */
  step: number;
  factor?: number;
  points?: number;
  to?: number;
  /** Index of the segment; all where left out. */
  segment?: number;
}

/** What the lifts would bring, in the unit of time of the entrants. */
export interface WhatIf {
  ordersBefore: number;
  ordersAfter: number;
  valueBefore: number;
  valueAfter: number;
}

/**
 * Orders and money if steps were lifted, everything else left as it is. Conversions stay between 0 and 1. It is
 * arithmetic on the chain, not a forecast: who is let through at one step may be less eager at the next.
 * @example whatIf(chain, [{ step: 3, factor: 1.1 }]) // a tenth more get through the fourth step
 */
export function whatIf(chain: WhatIfChain, lifts: readonly Lift[]): WhatIf {
  const lifted = liftChain(chain.conversions, lifts);
  const valued = chain.entrants.map((count, segment) => count * (chain.orderValues[segment] ?? 0));
  return {
    ordersBefore: throughput(chain.entrants, chain.conversions),
    ordersAfter: throughput(chain.entrants, lifted),
    valueBefore: throughput(valued, chain.conversions),
    valueAfter: throughput(valued, lifted),
  };
}

/** The conversions, by step and segment, with the lifts applied one after the other; they stay between 0 and 1. */
export function liftChain(conversions: readonly ArrayLike<number>[], lifts: readonly Lift[]): number[][] {
  return conversions.map((step, index) =>
    Array.from(step, (conversion, segment) =>
      lifts
        .filter((lift) => lift.step === index && (lift.segment === undefined || lift.segment === segment))
        .reduce(
          (now, { factor = 1, points = 0, to }) => Math.min(1, Math.max(0, to ?? now * factor + points)),
          conversion,
        ),
    ),
  );
}

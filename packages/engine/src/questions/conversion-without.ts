import type { Tally } from '../conformance/tally.ts';

/** Journeys, and of them those that may still go on. */
interface Ripening {
  tally: Tally;
  open: Tally;
}

/**
 * Conversion of all journeys but some, weighted so that the same share of them is over as of those: what journeys do otherwise than
 * designed adds up with time, and so do orders, and many that have done nothing of it yet are only young.
 * @returns null where there are none to compare with
 */
export function conversionWithout(some: Ripening, all: Ripening): number | null {
  const over = ({ tally, open }: Ripening) => ({
    journeys: tally.journeys - open.journeys,
    goals: tally.goals - open.goals,
  });
  const parts = [
    [some.open, all.open],
    [over(some), over(all)],
  ] as const;
  let [weight, sum] = [0, 0];
  for (const [own, every] of parts) {
    const others = every.journeys - own.journeys;
    if (others === 0) continue;
    weight += own.journeys;
    sum += (own.journeys * (every.goals - own.goals)) / others;
  }
  return weight === 0 ? null : sum / weight;
}

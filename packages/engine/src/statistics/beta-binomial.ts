/** Successes among tries of one group. Effective sizes (fractions) are welcome. */
export interface Tally {
  successes: number;
  size: number;
}

/** A beta distribution by its mean and by how many tries it weighs as much as. */
export interface BetaPrior {
  mean: number;
  /** a + b; Infinity where the groups do not differ beyond chance. */
  strength: number;
}

/** The weakest prior that is used: one try's worth. */
const LEAST_STRENGTH = 1;

/**
 * How alike the groups are: the beta distribution that their true shares come from, by the method of moments for groups
 * of unequal sizes, each weighed by its size (Kleinman 1973). Groups without tries are left out; with fewer than two
 * groups nothing is known about their likeness, and the prior is the weakest, around the overall share (0.5 where
 * nothing was tried).
 */
export function fitBetaBinomial(tallies: readonly Tally[]): BetaPrior {
  const groups = tallies.filter((tally) => tally.size > 0);
  const total = groups.reduce((sum, group) => sum + group.size, 0);
  if (total === 0) return { mean: 0.5, strength: LEAST_STRENGTH };
  const mean = groups.reduce((sum, group) => sum + group.successes, 0) / total;
  if (groups.length < 2) return { mean, strength: LEAST_STRENGTH };
  const spread = mean * (1 - mean);
  if (spread <= 0) return { mean, strength: Number.POSITIVE_INFINITY };
  const degrees = groups.length - 1;
  const observed = groups.reduce((sum, group) => sum + group.size * (group.successes / group.size - mean) ** 2, 0);
  const scale = total - groups.reduce((sum, group) => sum + group.size ** 2, 0) / total - degrees;
  // Correlation of two tries of one group, which is 1 / (strength + 1).
  const likeness = scale > 0 ? (observed / spread - degrees) / scale : 0;
  if (likeness <= 0) return { mean, strength: Number.POSITIVE_INFINITY };
  return { mean, strength: Math.max(LEAST_STRENGTH, 1 / likeness - 1) };
}

/**
 * The group's tally with the others' likeness added, as far as its own size leaves it in doubt.
 * @returns the posterior as successes and size; an infinite strength is taken as 50 times the group's own size, which is
 * as good as pooling and keeps the size finite
 */
export function shrink(tally: Tally, prior: BetaPrior): Tally {
  const strength = Math.min(prior.strength, Math.max(1000, 50 * tally.size));
  return { successes: tally.successes + strength * prior.mean, size: tally.size + strength };
}

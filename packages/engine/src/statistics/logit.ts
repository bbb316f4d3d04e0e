/** Log-odds of a share that is above 0 and below 1. */
export function logit(share: number): number {
  return Math.log(share / (1 - share));
}

/** The share that has these log-odds. */
export function logistic(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** A measured share on the log-odds scale. */
export interface LogOdds {
  value: number;
  /** Of sampling, from the number of journeys behind it; Infinity where there are none. */
  variance: number;
}

/**
 * Log-odds of a measured share with half a success and half a failure added, so that 0 and 1 have finite ones
 * (Haldane, Anscombe).
 * @param share 0 to 1
 * @param size journeys behind it, or their effective number; at least 0
 */
export function logOddsOf(share: number, size: number): LogOdds {
  if (!(size > 0)) return { value: 0, variance: Number.POSITIVE_INFINITY };
  const successes = share * size + 0.5;
  const failures = (1 - share) * size + 0.5;
  return { value: Math.log(successes / failures), variance: 1 / successes + 1 / failures };
}

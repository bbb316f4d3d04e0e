const LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Natural logarithm of the normal density with mean 0 at `x`. */
export function logNormalDensity(x: number, variance: number): number {
  return -LOG_ROOT_TWO_PI - 0.5 * Math.log(variance) - (x * x) / (2 * variance);
}

/** log(sum of exp), without overflow. */
export function logSumExp(logs: readonly number[]): number {
  const top = Math.max(...logs);
  if (top === Number.NEGATIVE_INFINITY) return top;
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - top);
  return top + Math.log(sum);
}

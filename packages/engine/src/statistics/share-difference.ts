import { logFactorial } from './log-factorial.ts';
import { normalQuantile } from './normal-quantile.ts';

/** So many of a sample. */
export interface Counted {
  count: number;
  size: number;
}

/** So small a part of a sum is nothing beside it. */
const NOTHING = 1e-16;
/** The logarithm of a probability below which a number cannot hold it. */
const LEAST_LOG = -700;

/**
 * How far the share of one sample is above that of another (below: negative), in standard deviations of chance: the place in
 * the normal distribution that leaves as much beside it as chance leaves beside these counts. That is exact (Fisher's test, of
 * what was found one half), however few they are and whatever the sizes. By the roots of the counts, a dozen on one side and none
 * on the other would look several times as sure as they are.
 */
export function shareDifference(one: Counted, other: Counted): number {
  const both = one.count + other.count;
  const isAbove = one.count * other.size >= other.count * one.size;
  const [more, fewer] = isAbove ? [one, other] : [other, one];
  // Further and further away from what was found: one more here is one fewer there.
  let term = 1;
  let beside = 0.5;
  for (let k = more.count, left = fewer.count; left > 0 && k < more.size; k++, left--) {
    term *= (left * (more.size - k)) / ((k + 1) * (fewer.size - left + 1));
    beside += term;
    if (term < NOTHING * beside) break;
  }
  const found = logChoose(both, one.count) + logChoose(one.size + other.size - both, one.size - one.count);
  const log = found - logChoose(one.size + other.size, one.size) + Math.log(beside);
  const distance = Math.max(0, deviate(log));
  return isAbove ? distance : -distance;
}

const logChoose = (all: number, some: number): number =>
  logFactorial(all) - logFactorial(some) - logFactorial(all - some);

/** The value that a standard normal variable is above with a probability, given its logarithm. */
function deviate(log: number): number {
  if (log > LEAST_LOG) return -normalQuantile(Math.min(0.5, Math.exp(log)));
  return Math.sqrt(-2 * log - Math.log(-4 * Math.PI * log));
}

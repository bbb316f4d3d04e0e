import { drawGamma } from './draw-gamma.ts';
import type { Random } from './random.ts';

/**
 * One draw from the beta distribution: a share of which `a` successes and `b` failures are known.
 * @param a above 0
 * @param b above 0
 * @throws RangeError when one of them is not above 0
 */
export function drawBeta(random: Random, a: number, b: number): number {
  const x = drawGamma(random, a);
  const y = drawGamma(random, b);
  // Both can underflow where a and b are tiny; then the share is at one of the ends, as often as a and b say.
  return x + y > 0 ? x / (x + y) : random.next() < a / (a + b) ? 1 : 0;
}

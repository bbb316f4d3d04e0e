import { drawBeta } from './draw-beta.ts';
import type { Random } from './random.ts';

/**
 * One draw from the binomial distribution, exact for any size: a large `n` is halved by its median order statistic
 * (a beta draw) until counting is cheap.
 * @param n whole number, at least 0
 * @param p 0 to 1
 */
export function drawBinomial(random: Random, n: number, p: number): number {
  let left = n;
  let share = p;
  let successes = 0;
  while (left > 40) {
    const middle = Math.floor(left / 2) + 1;
    const at = drawBeta(random, middle, left + 1 - middle);
    if (at <= share) {
      successes += middle;
      left -= middle;
      share = (share - at) / (1 - at);
    } else {
      left = middle - 1;
      share /= at;
    }
  }
  for (let i = 0; i < left; i++) if (random.next() < share) successes++;
  return successes;
}

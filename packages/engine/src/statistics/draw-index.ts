import type { Random } from './random.ts';

/** An index, drawn by weights that add up to 1. */
export function drawIndex(random: Random, weights: readonly number[]): number {
  let left = random.next();
  for (let index = 0; index < weights.length; index++) {
    left -= weights[index] ?? 0;
    if (left < 0) return index;
  }
  return Math.max(0, weights.length - 1);
}

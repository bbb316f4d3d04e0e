import type { Random } from './random.ts';

/**
 * One draw from the standard normal distribution (Marsaglia's polar method; its second value is thrown away, which
 * keeps a draw free of hidden state).
 */
export function drawNormal(random: Random): number {
  for (;;) {
    const x = 2 * random.next() - 1;
    const y = 2 * random.next() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

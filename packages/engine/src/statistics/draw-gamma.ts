import { drawNormal } from './draw-normal.ts';
import type { Random } from './random.ts';

/**
 * One draw from the gamma distribution of scale 1 (Marsaglia and Tsang 2000; shapes below 1 by the boost U^(1/shape)).
 * @param shape above 0
 * @throws RangeError when the shape is not above 0
 */
export function drawGamma(random: Random, shape: number): number {
  if (!(shape > 0)) throw new RangeError(`A gamma distribution needs a shape above 0, not ${shape}.`);
  if (shape < 1) return drawGamma(random, shape + 1) * positive(random) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const u = positive(random);
    // The quick test lets nothing through that the exact one does not; nearly all pass it.
    if (u < 1 - 0.0331 * x * x * x * x) return d * v;
    if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Above 0, so that it has a logarithm. */
function positive(random: Random): number {
  return random.next() + 2 ** -33;
}

import type { Interval } from '@desirepath/schema';
import { normalQuantile } from './normal-quantile.ts';

/**
 * Wilson's score interval of a share. It stays inside 0 to 1 and keeps its level where the share is near an end or the
 * sample is small, which the plain normal interval does not.
 * @param share 0 to 1
 * @param size how many it was measured on; an effective sample size (a fraction) is welcome. 0 gives [0, 1].
 * @param level confidence, 0.95 unless told
 * @example wilsonInterval(0.5, 100) // [0.404, 0.596]
 */
export function wilsonInterval(share: number, size: number, level = 0.95): Interval {
  if (!(size > 0)) return [0, 1];
  const z = normalQuantile(0.5 + level / 2);
  const z2 = z * z;
  const middle = (share + z2 / (2 * size)) / (1 + z2 / size);
  const half = (z / (1 + z2 / size)) * Math.sqrt((share * (1 - share)) / size + z2 / (4 * size * size));
  // At the ends the formula gives exactly the end, up to rounding.
  return [share === 0 ? 0 : Math.max(0, middle - half), share === 1 ? 1 : Math.min(1, middle + half)];
}

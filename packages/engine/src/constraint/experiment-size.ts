import { normalQuantile } from '../statistics/normal-quantile.ts';

/**
 * Journeys that each arm of an experiment needs to show a change of a share: two arms of equal size, a two-sided test of
 * two shares (pooled variance without the change, separate ones with it).
 * @param from share without the change, 0 to 1
 * @param to share with it, 0 to 1, another one
 * @param power chance to show it
 * @param level chance to show what is not there
 * @throws RangeError where there is no change to show
 * @example experimentSize(0.5, 0.55) // 1565
 */
export function experimentSize(from: number, to: number, power = 0.8, level = 0.05): number {
  if (from === to) throw new RangeError(`No experiment can show a change from ${from} to ${to}.`);
  const middle = (from + to) / 2;
  const without = normalQuantile(1 - level / 2) * Math.sqrt(2 * middle * (1 - middle));
  const within = normalQuantile(power) * Math.sqrt(from * (1 - from) + to * (1 - to));
  return Math.ceil(((without + within) / (to - from)) ** 2);
}

/**
 * A quantile by linear interpolation between the two nearest values (type 7, the one of R, NumPy and ClickHouse's
 * `quantileExactInclusive`).
 * @param sorted in ascending order, at least one value
 * @param p 0 to 1
 * @throws RangeError when there is no value
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new RangeError('A quantile needs at least one value.');
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (high - low) * (place - below);
}

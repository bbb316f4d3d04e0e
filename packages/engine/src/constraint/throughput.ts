/**
 * Orders that the chain lets through: sum over segments of entrants times the product of step conversions.
 * @param entrants by segment
 * @param conversions by step, then by segment
 */
export function throughput(entrants: ArrayLike<number>, conversions: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (let segment = 0; segment < entrants.length; segment++) {
    let orders = entrants[segment] ?? 0;
    for (const step of conversions) orders *= step[segment] ?? 0;
    sum += orders;
  }
  return sum;
}

/**
 * Change of each segment's orders when only one step is changed, signed. Works where a conversion is 0, too.
 * @param step index of the step that is changed
 * @param changed its conversion by segment after the change
 */
export function stepGain(
  entrants: ArrayLike<number>,
  conversions: readonly ArrayLike<number>[],
  step: number,
  changed: ArrayLike<number>,
): Float64Array {
  const gains = new Float64Array(entrants.length);
  for (let segment = 0; segment < entrants.length; segment++) {
    let others = entrants[segment] ?? 0;
    for (const [index, one] of conversions.entries()) if (index !== step) others *= one[segment] ?? 0;
    gains[segment] = others * ((changed[segment] ?? 0) - (conversions[step]?.[segment] ?? 0));
  }
  return gains;
}

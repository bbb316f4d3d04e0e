/**
 * Orders that the chain lets through: sum over segments of entrants times the product of step conversions.
 * @param entrants by segment
 * @param conversions by step, then by segment
 */
export function throughput(entrants: ArrayLike<number>, conversions: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (let segment = 0; segment < entrants.length; segment++) sum += segmentOrders(entrants, conversions, segment);
  return sum;
}

/** Those of one segment. */
export function segmentOrders(
  entrants: ArrayLike<number>,
  conversions: readonly ArrayLike<number>[],
  segment: number,
): number {
  let orders = entrants[segment] ?? 0;
  for (const step of conversions) orders *= step[segment] ?? 0;
  return orders;
}

/**
 * Change of a segment's orders when only one step is changed, signed. Works where a conversion is 0, too.
 * @param conversions by step, then by segment
 * @param step index of the step that is changed
 * @param changed its conversion after the change
 */
export function stepGain(
  entrants: number,
  conversions: readonly ArrayLike<number>[],
  step: number,
  segment: number,
  changed: number,
): number {
  let others = entrants;
  let now = 0;
  for (let index = 0; index < conversions.length; index++) {
    const own = conversions[index]?.[segment] ?? 0;
    if (index === step) now = own;
    else others *= own;
  }
  return others * (changed - now);
}

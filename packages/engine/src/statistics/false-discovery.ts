/**
 * Benjamini and Hochberg's adjusted p-values (1995): told are those whose q is at most the bound, and then at most that
 * share of what is told is expected to be chance, among all that were tested.
 * @param pValues of everything that was tested, 0 to 1
 * @returns q by the same index
 */
export function falseDiscovery(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0));
  const q = new Array<number>(pValues.length).fill(1);
  let least = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const index = order[rank - 1] ?? 0;
    least = Math.min(least, ((pValues[index] ?? 1) * order.length) / rank);
    q[index] = least;
  }
  return q;
}

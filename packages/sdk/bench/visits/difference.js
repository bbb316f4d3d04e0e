const sorted = (numbers) => numbers.toSorted((a, b) => a - b);

function quantile(numbers, share) {
  const place = (numbers.length - 1) * share;
  const below = Math.floor(place);
  const [lower, upper = lower] = numbers.slice(below, below + 2);
  return lower + (upper - lower) * (place - below);
}

export const median = (numbers) => quantile(sorted(numbers), 0.5);

/**
 * What a candidate costs more than a page without it: the median of the differences between visits of one round, and by
 * how much that may be off, as the notch of a box plot has it (McGill, Tukey and Larsen 1978; some 95 %).
 * Fewer than five rounds say little about that.
 */
export function difference(visits, bare, figure) {
  const more = sorted(visits.map((visit, round) => visit[figure] - bare[round][figure]));
  const notch = (1.57 * (quantile(more, 0.75) - quantile(more, 0.25))) / Math.sqrt(more.length);
  return { value: quantile(more, 0.5), notch };
}

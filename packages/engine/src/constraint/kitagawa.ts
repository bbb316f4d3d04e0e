/** One segment at two times, or in two places. */
export interface MixAndRate {
  segment: string;
  /** How many there are, before and now; at least 0. */
  before: { size: number; rate: number };
  now: { size: number; rate: number };
}

/** A change of an overall rate, taken apart. mix + rate = total, up to rounding. */
export interface Decomposition {
  /** Overall rate now less the one before. */
  total: number;
  /** Because the segments' shares have changed. */
  mix: number;
  /** Because rates inside the segments have changed. */
  rate: number;
  /** By segment, the one that pulls down most by its rate first. */
  segments: { segment: string; mix: number; rate: number }[];
}

/**
 * Kitagawa's decomposition (1955): how much of a change of a rate is a shift of the mix, how much a change inside the
 * segments. Each effect is weighed with the average of the other's before and after, so nothing is left over and before
 * and after may be swapped. A segment's mix effect is taken against the overall rate, so that a growing share of a
 * segment counts as good or bad by whether the segment is above or below the average.
 * @returns zeros where nobody was there before or is there now
 */
export function kitagawa(segments: readonly MixAndRate[]): Decomposition {
  const sizeOf = (when: 'before' | 'now') => segments.reduce((sum, segment) => sum + segment[when].size, 0);
  const [sizeBefore, sizeNow] = [sizeOf('before'), sizeOf('now')];
  if (sizeBefore === 0 || sizeNow === 0) return { total: 0, mix: 0, rate: 0, segments: [] };
  const shares = segments.map(({ before, now }) => ({ before: before.size / sizeBefore, now: now.size / sizeNow }));
  const overall = (when: 'before' | 'now') =>
    segments.reduce((sum, segment, index) => sum + (shares[index]?.[when] ?? 0) * segment[when].rate, 0);
  const [rateBefore, rateNow] = [overall('before'), overall('now')];
  const average = (rateBefore + rateNow) / 2;
  const parts = segments.map(({ segment, before, now }, index) => {
    const share = shares[index] ?? { before: 0, now: 0 };
    return {
      segment,
      mix: (share.now - share.before) * ((before.rate + now.rate) / 2 - average),
      rate: ((share.before + share.now) / 2) * (now.rate - before.rate),
    };
  });
  return {
    total: rateNow - rateBefore,
    mix: parts.reduce((sum, part) => sum + part.mix, 0),
    rate: parts.reduce((sum, part) => sum + part.rate, 0),
    segments: parts.toSorted((a, b) => a.rate - b.rate),
  };
}

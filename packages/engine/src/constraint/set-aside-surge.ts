import { type DurationHistogram, emptyHistogram, histogramSize } from '../statistics/duration-histogram.ts';
import { quantile } from '../statistics/quantile.ts';
import type { ChainCounts, ChainSegment } from './chain-counts.ts';
import { stepShares } from './step-shares.ts';

/** A segment is looked at from this multiple of its usual size on, allowing for the growth of the others, */
const CROWD = 3;
/** and where its first step converts at most this share of what it used to, which hardly any broken step does. */
const LEFT = 0.6;
/** Fewer journeys than this are no crowd. */
const LEAST_CROWD = 30;

/** Entrants that came in a surge and took no second step. */
export interface Surge {
  /** Index of the segment. */
  segment: number;
  journeys: number;
}

/**
 * Takes a crowd that goes nowhere out of the judged period: robots that got past the filter, a campaign that brings
 * passers-by. A step that breaks lets fewer through; a crowd changes nothing about how many get through, there are merely
 * more who do not. So where a segment is several times its usual size and goes on far less than usual, the surplus of those
 * who did not is set aside: as many as bring the first step back to its history, for what it would be without the crowd
 * nobody can say. Orders are the same without them; only the first step's gain is not, which they would inflate.
 */
export function setAsideSurge(counts: ChainCounts): { counts: ChainCounts; surges: Surge[] } {
  const surges: Surge[] = [];
  const [first] = stepShares(counts, 1);
  const segments = counts.segments.map((segment, index) => {
    const shares = first?.segments[index];
    const known = shares?.history.filter(({ effectiveSize }) => effectiveSize > 0) ?? [];
    if (shares === undefined || known.length === 0) return segment;
    const before = quantile(Float64Array.from(known, ({ share }) => share).sort(), 0.5);
    const size = shares.judged.size;
    const usual = quantile(Float64Array.from(known, (share) => share.size).sort(), 0.5);
    const ordinary = growthOfOthers(counts, index) * usual;
    const left = before > 0 ? shares.judged.share / before : 1;
    const surplus = Math.floor(size * (1 - left));
    if (size < CROWD * ordinary || left > LEFT || surplus < LEAST_CROWD) return segment;
    const without = thinned(segment, surplus);
    surges.push({ segment: index, journeys: size - sizeOf(without.periods[0]?.steps[0]) });
    return without;
  });
  return surges.length === 0 ? { counts, surges } : { counts: { segments }, surges };
}

/** How much larger all other segments are than in their usual period; at least 1. */
function growthOfOthers({ segments }: ChainCounts, index: number): number {
  const sizes = (segments[0]?.periods ?? []).map((_, period) =>
    segments.reduce((sum, { periods }, other) => sum + (other === index ? 0 : sizeOf(periods[period]?.steps[0])), 0),
  );
  const usual = sizes.slice(1).filter((size) => size > 0);
  if (usual.length === 0) return 1;
  return Math.max(1, (sizes[0] ?? 0) / quantile(Float64Array.from(usual).sort(), 0.5));
}

function sizeOf(histogram: DurationHistogram | undefined): number {
  return histogram === undefined ? 0 : histogramSize(histogram);
}

/** The segment with so many fewer, give or take one, of those who came to the first step and did not go on. */
function thinned(segment: ChainSegment, by: number): ChainSegment {
  const [judged, ...history] = segment.periods;
  const [first = emptyHistogram(), ...later] = judged?.steps ?? [];
  const stayed = histogramSize(first) - first.advanced.reduce((sum, count) => sum + count, 0);
  const left = Math.max(0, 1 - by / stayed);
  const thin: DurationHistogram = {
    advanced: first.advanced,
    ended: scaled(first.ended, left),
    pending: scaled(first.pending, left),
  };
  return { ...segment, periods: [{ steps: [thin, ...later] }, ...history] };
}

/** Whole numbers in the same proportions. */
function scaled(bins: Float64Array, by: number): Float64Array {
  let all = 0;
  let given = 0;
  return bins.map((count) => {
    all += count;
    const here = Math.round(all * by) - given;
    given += here;
    return here;
  });
}

import type { Row } from '../questions/question.ts';
import { num, text } from '../questions/row-values.ts';
import { addOutcome } from '../questions/step-outcome.ts';
import { emptyHistogram, histogramSize } from '../statistics/duration-histogram.ts';
import { type ChainCounts, type ChainSegment, emptyPeriod } from './chain-counts.ts';

/** Name of the segments that are too rare to be judged on their own, together. */
export const OTHER_SEGMENTS = '(other)';

/** What the chain's rows are folded with. */
export interface ChainShape {
  /** Steps of the chain. */
  steps: number;
  /** Periods, the judged one included. */
  periods: number;
  /** Those of a year before, whose numbers follow; none by default. */
  lastYear?: number;
  /** ISO code in which orders are valued. */
  currency: string;
}

/**
 * Makes the counts of rows with period, segment, step, outcome, bin and journeys, and of the rows of the judged period's
 * orders. Segments come largest first, `(other)` last. A segment without orders has the mean value of all.
 */
export function foldChainCounts(rows: readonly Row[], orders: readonly Row[], shape: ChainShape): ChainCounts {
  const { lastYear = 0 } = shape;
  const segments = new Map<string, ChainSegment>();
  for (const row of rows) {
    const name = text(row, 'segment');
    let segment = segments.get(name);
    if (segment === undefined) {
      segment = {
        segment: name,
        periods: Array.from({ length: shape.periods + lastYear }, () => emptyPeriod(shape.steps)),
        orderValue: 0,
      };
      segments.set(name, segment);
    }
    addOutcome(segment.periods[num(row, 'period')]?.steps[num(row, 'step') - 1] ?? emptyHistogram(), row);
  }
  const valued = orders.filter((row) => text(row, 'currency') === shape.currency);
  const overall = meanValue(valued.filter((row) => num(row, 'every') === 1));
  for (const segment of segments.values()) {
    const own = valued.filter((row) => num(row, 'every') === 0 && text(row, 'segment') === segment.segment);
    segment.orderValue = own.length === 0 ? overall : meanValue(own);
  }
  for (const segment of segments.values()) {
    const before = segment.periods.splice(shape.periods);
    if (lastYear > 0) segment.lastYear = before;
  }
  const size = ({ segment, periods }: ChainSegment): number =>
    segment === OTHER_SEGMENTS
      ? -1
      : periods.reduce((sum, { steps: [first] }) => sum + (first ? histogramSize(first) : 0), 0);
  return { segments: [...segments.values()].sort((a, b) => size(b) - size(a)) };
}

/** How many segments are in `(other)`: too rare to be judged on their own. */
export function rareSegments(rows: readonly Row[]): number {
  const told = new Set(rows.map((row) => text(row, 'segment')).filter((segment) => segment !== OTHER_SEGMENTS));
  return num(rows[0], 'places') - told.size;
}

function meanValue(rows: readonly Row[]): number {
  const orders = rows.reduce((sum, row) => sum + num(row, 'orders'), 0);
  return orders === 0 ? 0 : rows.reduce((sum, row) => sum + num(row, 'value'), 0) / orders;
}

import type { Row } from '../questions/question.ts';
import { list, num, text } from '../questions/row-values.ts';
import { addStays } from '../questions/step-outcome.ts';
import { emptyHistogram, histogramSize } from '../statistics/duration-histogram.ts';
import { type ChainCounts, type ChainSegment, emptyPeriod } from './chain-counts.ts';
import { openCell } from './stay-cell.ts';

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
}

/**
 * Makes the counts of a row for each segment with its stays, and of the rows of the judged period's orders. Segments come largest first,
 * `(other)` last, with the orders that are no other's. A segment without orders has the mean values of all.
 */
export function foldChainCounts(rows: readonly Row[], orders: readonly Row[], shape: ChainShape): ChainCounts {
  const { lastYear = 0 } = shape;
  const segments = rows.map((row): ChainSegment => {
    const periods = Array.from({ length: shape.periods + lastYear }, () => emptyPeriod(shape.steps));
    const [cells = [], journeys = []] = list(row, 'stays') as unknown[][];
    cells.forEach((cell, i) => {
      const { key, period, step } = openCell(Number(cell), shape.steps);
      addStays(periods[period]?.steps[step - 1] ?? emptyHistogram(), key, Number(journeys[i]));
    });
    return { segment: text(row, 'segment'), periods, orderValues: new Map() };
  });
  const bought = orders.map(
    (row): Bought => ({
      segment: num(row, 'every') === 1 ? undefined : text(row, 'segment'),
      currency: text(row, 'currency'),
      orders: num(row, 'orders'),
      value: num(row, 'value'),
    }),
  );
  const all = bought.filter(({ segment }) => segment === undefined);
  const names = new Set(segments.map(({ segment }) => segment).filter((name) => name !== OTHER_SEGMENTS));
  const named = bought.filter(({ segment }) => segment !== undefined && names.has(segment));
  for (const segment of segments) {
    const own =
      segment.segment === OTHER_SEGMENTS
        ? without(all, named)
        : named.filter((some) => some.segment === segment.segment);
    segment.orderValues = meanValues(own.length === 0 ? all : own);
  }
  for (const segment of segments) {
    const before = segment.periods.splice(shape.periods);
    if (lastYear > 0) segment.lastYear = before;
  }
  const size = ({ segment, periods }: ChainSegment): number =>
    segment === OTHER_SEGMENTS
      ? -1
      : periods.reduce((sum, { steps: [first] }) => sum + (first ? histogramSize(first) : 0), 0);
  return { segments: segments.sort((a, b) => size(b) - size(a)) };
}

/** How many segments are in `(other)`: too rare to be judged on their own. */
export function rareSegments(rows: readonly Row[]): number {
  const told = rows.filter((row) => text(row, 'segment') !== OTHER_SEGMENTS);
  const places = rows.reduce((most, row) => Math.max(most, num(row, 'places')), 0);
  return places - told.length;
}

/** Orders of a segment (undefined: of all) in one currency. */
interface Bought {
  segment: string | undefined;
  currency: string;
  orders: number;
  value: number;
}

/** What is left of all orders. */
function without(all: readonly Bought[], some: readonly Bought[]): Bought[] {
  return all.flatMap((one) => {
    const same = some.filter(({ currency }) => currency === one.currency);
    const left = same.reduce((sum, { orders }) => sum - orders, one.orders);
    return left <= 0 ? [] : [{ ...one, orders: left, value: same.reduce((sum, { value }) => sum - value, one.value) }];
  });
}

/** Over all orders, so that one that is released is paid in each currency as often as those that were made. */
function meanValues(bought: readonly Bought[]): ReadonlyMap<string, number> {
  const orders = bought.reduce((sum, one) => sum + one.orders, 0);
  return new Map(orders === 0 ? [] : bought.map(({ currency, value }) => [currency, value / orders]));
}

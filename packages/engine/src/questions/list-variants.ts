import type { ConformanceAnswer } from '@desirepath/schema';
import { alignVariants } from '../conformance/align-variants.ts';
import type { Automaton } from '../conformance/automaton.ts';
import { findDeviations } from '../conformance/find-deviations.ts';
import { type CountedVariants, fitnessOf, type Measures, worstCost } from '../conformance/measure.ts';
import { spelledMove } from '../conformance/moves.ts';
import type { Codebook } from './codebook.ts';
import { conversionOf, moneyOf } from './tally-values.ts';

type Listed = ConformanceAnswer['list'][number];

/** The most frequent variants, each with an optimal alignment, and how many there are in all. */
export function listVariants(
  automaton: Automaton,
  counted: CountedVariants,
  measures: Measures,
  stages: readonly number[],
  book: Codebook,
  currency: string,
  limit: number,
): { list: Listed[]; all: number } {
  const entries: { index: number; open: boolean; journeys: number }[] = [];
  counted.variants.forEach((_, index) => {
    for (const open of [false, true]) {
      const journeys = (open ? counted.open : counted.over).journeys(index);
      if (journeys === 0) continue;
      entries.push({ index, open, journeys });
    }
  });
  // Entries are in the order of the variants, which the sort keeps where journeys are equal.
  const shown = entries
    .toSorted((a, b) => b.journeys - a.journeys)
    .slice(0, limit)
    .map((entry) => ({ ...entry, tally: (entry.open ? counted.open : counted.over).tally(entry.index) }));
  const rows = new Map<(typeof shown)[number], Listed>();
  const indexes = [...new Set(shown.map(({ index }) => index))].sort((a, b) => a - b);
  const variants = indexes.map((index) => counted.variants[index] ?? '');
  alignVariants(automaton, variants, (i, costOf, movesOf) => {
    const variant = variants[i] ?? '';
    for (const entry of shown) {
      if (entry.index !== indexes[i]) continue;
      const moves = movesOf(entry.open);
      const cost = costOf(entry.open);
      rows.set(entry, {
        touchpoints: Array.from(variant, (char) => book.touchpoint(char.charCodeAt(0)).touchpoint),
        open: entry.open,
        journeys: entry.tally.journeys,
        share: entry.tally.journeys / measures.all.journeys,
        conversion: conversionOf(entry.tally) ?? 0,
        value: moneyOf(entry.tally, currency),
        cost,
        fitness: fitnessOf(cost, worstCost(automaton, variant.length, entry.open)),
        alignment: moves.map(spelledMove).map(({ by, symbol }) => ({ by, ...book.touchpoint(symbol) })),
        deviations: findDeviations(moves, (symbol) => stages[symbol] ?? 0).map(({ kind, symbol, moves: own }) => ({
          kind,
          ...book.touchpoint(symbol),
          moves: own,
        })),
      });
    }
  });
  return { list: shown.flatMap((entry) => rows.get(entry) ?? []), all: entries.length };
}

import type { CompareMapsAnswer } from '@desirepath/schema';
import { codebook } from './codebook.ts';
import type { MapAnswers } from './compare-maps.ts';

type ComparedDeviation = CompareMapsAnswer['deviations'][number];
type Told = Pick<ComparedDeviation, 'kind' | 'touchpoint'> & { part: NonNullable<ComparedDeviation['own']> };

/** Deviations from two maps side by side, by kind and touchpoint, those whose share differs most first. */
export function mapDeviations(given: MapAnswers, own: MapAnswers): ComparedDeviation[] {
  const sides = { given: deviationsOf(given), own: deviationsOf(own) };
  return [...new Map([...sides.own, ...sides.given])]
    .map(([key, { kind, touchpoint }]): ComparedDeviation => {
      const [was, is] = [sides.given.get(key)?.part ?? null, sides.own.get(key)?.part ?? null];
      return { kind, touchpoint, given: was, own: is, change: (is?.share ?? 0) - (was?.share ?? 0) };
    })
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ kind, touchpoint }: Pick<ComparedDeviation, 'kind' | 'touchpoint'>): string => `${kind} ${touchpoint}`;

function deviationsOf({ aligned, context }: MapAnswers): Map<string, Told> {
  const book = codebook(context);
  const { all, deviations } = aligned.measures;
  return new Map(
    deviations.map(({ kind, symbol, moves, tally }) => {
      const told = {
        kind,
        touchpoint: book.touchpoint(symbol).touchpoint,
        part: { moves, journeys: tally.journeys, share: tally.journeys / all.journeys },
      };
      return [keyOf(told), told];
    }),
  );
}

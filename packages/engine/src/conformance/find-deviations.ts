import type { DeviationKind } from '@desirepath/schema';
import type { Move } from './trace-moves.ts';

/** What a journey did differently; `moves` of its alignment. */
export interface SymbolDeviation {
  kind: DeviationKind;
  symbol: number;
  moves: number;
}

/**
 * Reads the deviations out of an alignment. Each move that only one side makes belongs to exactly one of them.
 * @param stageOf number of a symbol's stage, 0 where it has none
 */
export function findDeviations(moves: readonly Move[], stageOf: (symbol: number) => number): SymbolDeviation[] {
  const missing = new Map<number, number>();
  for (const { by, symbol } of moves) if (by === 'map') missing.set(symbol, (missing.get(symbol) ?? 0) + 1);
  const last = moves.findLastIndex(({ by }) => by === 'both');
  const done = new Set<number>();
  const moved = new Map<number, number>();
  const deviations: SymbolDeviation[] = [];
  let stage = 0;
  for (const { by, symbol } of moves) {
    if (by === 'both') {
      done.add(symbol);
      stage = stageOf(symbol) || stage;
    } else if (by === 'journey') {
      const elsewhere = missing.get(symbol) ?? 0;
      if (elsewhere > 0) {
        missing.set(symbol, elsewhere - 1);
        moved.set(symbol, (moved.get(symbol) ?? 0) + 1);
        deviations.push({ kind: 'out_of_order', symbol, moves: 2 });
      } else {
        const own = stageOf(symbol);
        const back = done.has(symbol) || (own > 0 && own < stage);
        deviations.push({ kind: back ? 'loop_back' : 'inserted', symbol, moves: 1 });
      }
    }
  }
  let exit: SymbolDeviation | undefined;
  moves.forEach(({ by, symbol }, i) => {
    if (by !== 'map') return;
    const told = moved.get(symbol) ?? 0;
    if (told > 0) moved.set(symbol, told - 1);
    else if (i < last) deviations.push({ kind: 'skipped', symbol, moves: 1 });
    else if (exit === undefined) exit = { kind: 'early_exit', symbol, moves: 1 };
    else exit.moves += 1;
  });
  return exit === undefined ? deviations : [...deviations, exit];
}

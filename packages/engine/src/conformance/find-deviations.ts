import type { DeviationKind } from '@desirepath/schema';
import { BOTH, JOURNEY, MAP, type Move, movedBy, movedSymbol } from './moves.ts';
import { SymbolCounts } from './symbol-counts.ts';

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
  const deviations: SymbolDeviation[] = [];
  // Symbols of the map's moves of which nothing is told yet.
  const missing = new SymbolCounts();
  let last = -1;
  for (let i = 0; i < moves.length; i++) {
    const by = movedBy(moves[i] as Move);
    if (by === MAP) missing.put(movedSymbol(moves[i] as Move));
    else if (by === BOTH) last = i;
  }
  const moved = new SymbolCounts();
  const together = new SymbolCounts();
  let stage = 0;
  for (let i = 0; i < moves.length; i++) {
    const move = moves[i] as Move;
    const by = movedBy(move);
    const symbol = movedSymbol(move);
    if (by === BOTH) {
      stage = stageOf(symbol) || stage;
      together.put(symbol);
    } else if (by === JOURNEY) {
      if (missing.take(symbol)) {
        moved.put(symbol);
        deviations.push({ kind: 'out_of_order', symbol, moves: 2 });
      } else {
        const own = stageOf(symbol);
        const back = (own > 0 && own < stage) || together.knows(symbol);
        deviations.push({ kind: back ? 'loop_back' : 'inserted', symbol, moves: 1 });
      }
    }
  }
  let exit: SymbolDeviation | undefined;
  for (let i = 0; i < moves.length; i++) {
    if (movedBy(moves[i] as Move) !== MAP) continue;
    const symbol = movedSymbol(moves[i] as Move);
    if (moved.take(symbol)) continue;
    if (i < last) deviations.push({ kind: 'skipped', symbol, moves: 1 });
    else if (exit === undefined) exit = { kind: 'early_exit', symbol, moves: 1 };
    else exit.moves += 1;
  }
  if (exit !== undefined) deviations.push(exit);
  return deviations;
}

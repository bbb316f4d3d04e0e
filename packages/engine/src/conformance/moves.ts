/** Who makes a move of an alignment: both (cost 0), the journey alone, or the map alone (cost 1 each). */
const MOVE_BY = ['both', 'journey', 'map'] as const;
export const BOTH = 0;
export const JOURNEY = 1;
export const MAP = 2;

/** One move of an alignment: a symbol and who makes it, as one number, since a million journeys have tens of millions. */
export type Move = number;

export const moveOf = (by: number, symbol: number): Move => symbol * 4 + by;
export const movedBy = (move: Move): number => move & 3;
export const movedSymbol = (move: Move): number => move >> 2;

/** A move, spelled out. */
export function spelledMove(move: Move): { by: (typeof MOVE_BY)[number]; symbol: number } {
  return { by: MOVE_BY[movedBy(move)] ?? 'both', symbol: movedSymbol(move) };
}

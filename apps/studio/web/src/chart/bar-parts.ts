import type { StageRow } from '@desirepath/schema';

/** Lengths of a bar's three parts, px. */
export interface PartLengths {
  advanced: number;
  open: number;
  dropped: number;
}

/** Shortest visible part, px: somebody is never drawn as nobody. */
const MIN_PART = 2;

/**
 * Lengths of who went on, who may still and who left. From the goal on nobody is lost any more, so the bar is one part.
 * @param scale px a journey
 */
export function barParts(row: StageRow, scale: number, goal: number): PartLengths {
  if (row.number >= goal) return { advanced: partLength(row.entered, scale), open: 0, dropped: 0 };
  return {
    advanced: partLength(row.advanced, scale),
    open: partLength(row.open, scale),
    dropped: partLength(row.dropped, scale),
  };
}

/** Length of a number of journeys, px; none for none. */
export function partLength(journeys: number, scale: number): number {
  return journeys === 0 ? 0 : Math.max(MIN_PART, journeys * scale);
}

/** Px a journey, so that the fullest stage gets the room that is there. */
export function barScale(rows: readonly StageRow[], room: number): number {
  return room / Math.max(1, ...rows.map((row) => row.entered));
}

/** More periods than there can be, those of a year before included. */
const PERIODS = 128;

/** Where a stay in a step of the chain is counted. */
export interface StayCell {
  /** How it ended and after how long; see `outcomeText`. */
  key: number;
  period: number;
  /** From 1. */
  step: number;
}

/** SQL expression (UInt32): the place of a stay as one number, which makes millions of them cheap to group. */
export function cellText(of: Record<keyof StayCell, string>, steps: number): string {
  return `toUInt32((${of.key} * ${PERIODS} + ${of.period}) * ${steps} + ${of.step} - 1)`;
}

/** SQL condition: a cell is of the first step. */
export const firstStepText = (cell: string, steps: number): string => `${cell} % ${steps} = 0`;

/** Takes a cell apart. */
export function openCell(cell: number, steps: number): StayCell {
  const rest = Math.floor(cell / steps);
  return { key: Math.floor(rest / PERIODS), period: rest % PERIODS, step: (cell % steps) + 1 };
}

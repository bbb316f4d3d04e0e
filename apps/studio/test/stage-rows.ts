import type { StageRow } from '@desirepath/schema';

/** A row of the stage table in which everything adds up. */
export function stageRow(
  part: Partial<StageRow> & Pick<StageRow, 'number' | 'name' | 'entered' | 'advanced'>,
): StageRow {
  const open = part.open ?? 0;
  const conversion = part.entered === 0 ? null : part.advanced / part.entered;
  return {
    id: part.name.toLowerCase(),
    dropped: part.entered - part.advanced - open,
    open,
    skipped: 0,
    looped_back: 0,
    conversion,
    interval: conversion === null ? null : [Math.max(0, conversion - 0.02), Math.min(1, conversion + 0.02)],
    time_ms: part.advanced === 0 ? null : { median: 90_000 * part.number, p90: 400_000 * part.number },
    target: null,
    experience: null,
    ...part,
  };
}

/** Six stages of a shop, the payment in trouble, the fifth the goal. */
export const ROWS: StageRow[] = [
  stageRow({ number: 1, name: 'Awareness', entered: 12_000, advanced: 8_400, open: 600 }),
  stageRow({ number: 2, name: 'Consideration and comparison of products', entered: 8_700, advanced: 3_900, open: 300 }),
  stageRow({ number: 3, name: 'Basket', entered: 3_900, advanced: 2_300, skipped: 40 }),
  stageRow({ number: 4, name: 'Payment', entered: 2_340, advanced: 900, open: 40, target: 0.6 }),
  stageRow({ number: 5, name: 'Purchase', entered: 900, advanced: 12, open: 500 }),
  stageRow({ number: 6, name: 'After-sale', entered: 12, advanced: 0, open: 12, conversion: null, interval: null }),
];

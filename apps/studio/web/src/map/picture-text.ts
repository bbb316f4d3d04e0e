import type { StageRow } from '@desirepath/schema';
import type { Formats } from '../format/formats.ts';

/** The picture in words, for those who cannot see it. */
export function pictureText(rows: readonly StageRow[], constraint: number | null, formats: Formats): string {
  const stages = rows.map((row) => {
    const goesOn = row.conversion === null ? '' : `, ${formats.share(row.conversion)} go on`;
    const held = row.number === constraint ? ', the constraint' : '';
    return `${row.number} ${row.name}: ${formats.count(row.entered)} journeys${goesOn}${held}`;
  });
  return `Stages of the journey. ${stages.join('; ')}. The table beneath has every figure.`;
}

import { barParts, barScale, partLength } from './bar-parts.ts';
import type { Box, ChartLink, ChartStage, LayoutInput, StageLayout } from './chart-stage.ts';
import { fitText } from './fit-text.ts';
import { round } from './round.ts';

const PAD = 12;
/** Room for the label of the constraint or the goal. */
const FLAG = 26;
const BAR = 16;
const BAR_Y = 34;
const LINK_Y = BAR_Y + BAR;
const LINK = 64;
/** Where nobody went on and nobody is missed, nothing is written. */
const SILENT_LINK = 4;
const GAP = 14;
const NAME_SIZE = 14;

/** Stages beneath each other: bars lie, who went on flows down, figures stand between. */
export function verticalLayout({ rows, width, goal, constraint }: LayoutInput): StageLayout {
  const room = width - 2 * PAD;
  const scale = barScale(rows, room);
  const stages: ChartStage[] = [];
  const links: ChartLink[] = [];
  let frame: Box | null = null;
  let y = 0;
  rows.forEach((row, index) => {
    const held = row.number === constraint;
    const top = y;
    if (held || row.number === goal) y += FLAG;
    const lengths = barParts(row, scale, goal);
    const box = (from: number, length: number): Box => ({
      x: round(PAD + from),
      y: y + BAR_Y,
      width: round(length),
      height: BAR,
    });
    const parts = {
      advanced: box(0, lengths.advanced),
      open: box(lengths.advanced, lengths.open),
      dropped: box(lengths.advanced + lengths.open, lengths.dropped),
    };
    stages.push({
      row,
      number: { x: PAD + 12, y: y + 16 },
      name: { x: PAD + 32, y: y + 21, lines: fitText(row.name, room - 32 - 80, NAME_SIZE) },
      count: { x: width - PAD, y: y + 21 },
      parts,
      constraint: held,
      goal: row.number === goal,
      after: row.number > goal,
    });
    const next = rows[index + 1];
    const link = row.number >= goal && row.advanced === 0 ? SILENT_LINK : LINK;
    if (next !== undefined) {
      const from = y + LINK_Y;
      const leaves = partLength(row.advanced, scale);
      const arrives = Math.min(leaves, partLength(next.entered, scale));
      links.push({
        row,
        flow:
          leaves === 0 ? '' : `M${PAD} ${from}H${round(PAD + leaves)}L${round(PAD + arrives)} ${from + link}H${PAD}Z`,
        drop: null,
        conversion: { x: PAD + 8, y: from + 19 },
        notes: { x: PAD + 8, y: from + 37 },
        constraint: held,
      });
    }
    y += next === undefined ? LINK_Y + 8 : LINK_Y + link;
    if (held) frame = { x: 1, y: top + 1, width: width - 2, height: y - top + 2 };
    y += next === undefined ? 0 : GAP;
  });
  return { orientation: 'vertical', width, height: y + 4, stages, links, frame };
}

import { barParts, barScale, partLength } from './bar-parts.ts';
import type { Box, ChartLink, ChartStage, LayoutInput, StageLayout } from './chart-stage.ts';
import { fitText } from './fit-text.ts';
import { round } from './round.ts';

const PAD = 8;
const FLAG = 32;
const NUMBER_Y = FLAG + 20;
const NAME_Y = NUMBER_Y + 34;
const NAME_SIZE = 14;
const TOP = NAME_Y + 52;
const BODY = 184;
/** How far the ribbon of those who left goes down below the bar. */
const FALL = 40;
const NOTES_Y = TOP + BODY + FALL + 20;
/** Four lines of notes. */
const HEIGHT = NOTES_Y + 3 * 18 + 16;

/** Stages side by side: bars hang from one line, who went on flows to the right, who left falls out below. */
export function horizontalLayout({ rows, width, goal, constraint }: LayoutInput): StageLayout {
  const column = (width - 2 * PAD) / Math.max(1, rows.length);
  const barWidth = round(Math.min(40, column * 0.26));
  const scale = barScale(rows, BODY);
  const left = (index: number) => round(PAD + 12 + index * column);

  const stages = rows.map((row, index): ChartStage => {
    const x = left(index);
    const lengths = barParts(row, scale, goal);
    const box = (from: number, height: number): Box => ({
      x,
      y: round(TOP + from),
      width: barWidth,
      height: round(height),
    });
    return {
      row,
      number: { x: x + 12, y: NUMBER_Y },
      count: { x: x + 32, y: NUMBER_Y + 6 },
      name: { x, y: NAME_Y, lines: fitText(row.name, column - 16, NAME_SIZE) },
      parts: {
        advanced: box(0, lengths.advanced),
        open: box(lengths.advanced, lengths.open),
        dropped: box(lengths.advanced + lengths.open, lengths.dropped),
      },
      constraint: row.number === constraint,
      goal: row.number === goal,
      after: row.number > goal,
    };
  });

  const links = stages.slice(0, -1).map((stage, index): ChartLink => {
    const { advanced, dropped } = stage.parts;
    const from = advanced.x + barWidth;
    const to = left(index + 1);
    const leaves = partLength(stage.row.advanced, scale);
    const arrives = Math.min(leaves, partLength(rows[index + 1]?.entered ?? 0, scale));
    const middle = round((from + to) / 2);
    return {
      row: stage.row,
      flow:
        leaves === 0
          ? ''
          : `M${from} ${TOP}H${to}V${round(TOP + arrives)}C${middle} ${round(TOP + arrives)} ${middle} ${round(TOP + leaves)} ${from} ${round(TOP + leaves)}Z`,
      drop: dropped.height === 0 ? null : fall(dropped, from, to),
      conversion: { x: middle, y: TOP - 12 },
      notes: { x: stage.parts.advanced.x, y: NOTES_Y },
      constraint: stage.constraint,
    };
  });

  const held = stages.find((stage) => stage.constraint);
  return {
    orientation: 'horizontal',
    width,
    height: HEIGHT,
    stages,
    links,
    frame:
      held === undefined ? null : { x: held.parts.advanced.x - 12, y: 1, width: round(column), height: HEIGHT - 2 },
  };
}

/** A ribbon that leaves the bar to the right and bends down, getting narrower. */
function fall(dropped: Box, from: number, to: number): string {
  const top = dropped.y;
  const bottom = round(dropped.y + dropped.height);
  const end = bottom + FALL;
  const reach = to - from;
  const outer = round(from + Math.min(reach * 0.5, 12 + dropped.height * 0.6));
  const inner = round(from + Math.min(reach * 0.2, 6));
  return `M${from} ${top}C${outer} ${top} ${outer} ${bottom} ${outer} ${end}H${inner}C${inner} ${bottom} ${inner} ${bottom} ${from} ${bottom}Z`;
}

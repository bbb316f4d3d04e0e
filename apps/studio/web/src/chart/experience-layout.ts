import type { Interval, StageRow } from '@desirepath/schema';
import { round } from './round.ts';

/** One stage of the curve. */
interface ExperiencePoint {
  row: StageRow;
  x: number;
  /** Null where it is not known how shoppers fared. */
  at: { y: number; index: number; low: number; high: number } | null;
  /** Clearly worse than the journey as a whole: the interval lies below. */
  worse: boolean;
}

/** The curve of the experience over the stages, in px; pure data. */
export interface ExperienceLayout {
  width: number;
  height: number;
  points: ExperiencePoint[];
  /** SVG paths of the line and of its interval; they break where nothing is known. */
  line: string;
  band: string;
  /** Levels of the index with where they lie; the upper one is 100, nobody met trouble. */
  levels: { index: number; y: number }[];
  /** Where the stages' numbers stand. */
  numberY: number;
  /** Room that a stage has. */
  column: number;
}

const PAD = 8;
const TOP = 30;
const BODY = 104;
/** Room for the figure below a diamond. */
const FOOT = 20;
const STEP = 10;

/** Places the stages from left to right as the picture above does; the scale begins at the tens below the worst interval. */
export function experienceLayout(rows: readonly StageRow[], width: number): ExperienceLayout {
  const column = (width - 2 * PAD) / Math.max(1, rows.length);
  const lows = rows.flatMap((row) => fared(row)?.interval.slice(0, 1) ?? []);
  const worst = new Set(worseStages(rows));
  const floor = Math.floor(Math.min(100 - STEP, ...lows) / STEP) * STEP;
  const y = (index: number) => round(TOP + (BODY * (100 - index)) / (100 - floor));
  const points = rows.map((row, place): ExperiencePoint => {
    const x = round(PAD + 24 + place * column);
    const known = fared(row);
    if (known === null) return { row, x, at: null, worse: false };
    const { index, interval } = known;
    return { row, x, at: { y: y(index), index, low: y(interval[0]), high: y(interval[1]) }, worse: worst.has(row) };
  });
  const runs = runsOf(points);
  return {
    width,
    height: TOP + BODY + FOOT + 62,
    points,
    line: runs.map((run) => path(run, ({ y }) => y)).join(''),
    band: runs
      .map((run) => `${path(run, ({ high }) => high)}L${path(run.toReversed(), ({ low }) => low).slice(1)}Z`)
      .join(''),
    levels: [100, floor].map((index) => ({ index, y: y(index) })),
    numberY: TOP + BODY + FOOT + 26,
    column,
  };
}

/** The stages that are clearly worse than the journey as a whole. */
export function worseStages(rows: readonly StageRow[]): StageRow[] {
  const known = rows.flatMap((row) => {
    const at = fared(row);
    return at === null ? [] : [{ row, ...at }];
  });
  const entered = known.reduce((sum, { row }) => sum + row.entered, 0);
  const whole = known.reduce((sum, { row, index }) => sum + index * row.entered, 0) / Math.max(1, entered);
  return known.filter(({ interval }) => interval[1] < whole).map(({ row }) => row);
}

/** How shoppers fared in a stage, where it is known. */
function fared({ experience }: StageRow): { index: number; interval: Interval } | null {
  const { index = null, interval = null } = experience ?? {};
  return index === null || interval === null ? null : { index, interval };
}

type Known = ExperiencePoint & { at: NonNullable<ExperiencePoint['at']> };

/** Stages next to each other of which something is known. */
function runsOf(points: readonly ExperiencePoint[]): Known[][] {
  const runs: Known[][] = [[]];
  for (const point of points) {
    if (point.at === null) runs.push([]);
    else runs.at(-1)?.push(point as Known);
  }
  return runs.filter((run) => run.length > 0);
}

const path = (run: readonly Known[], y: (at: Known['at']) => number): string =>
  `M${run.map((point) => `${point.x} ${y(point.at)}`).join('L')}`;

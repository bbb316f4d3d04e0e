import type { StageRow } from '@desirepath/schema';

/** A rectangle in px. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One stage as it is drawn. */
export interface ChartStage {
  row: StageRow;
  /** Where its number stands, the centre of the circle. */
  number: { x: number; y: number };
  /** Name, broken into lines, and the left end of its first base line. */
  name: { x: number; y: number; lines: string[] };
  /** Left end of the base line of the count. */
  count: { x: number; y: number };
  /** The bar: who went on, who may still, who left. A part without journeys has no length. */
  parts: { advanced: Box; open: Box; dropped: Box };
  constraint: boolean;
  goal: boolean;
  /** Behind the goal: drawn quieter, nobody has to get there. */
  after: boolean;
}

/** What lies between a stage and the next. */
export interface ChartLink {
  row: StageRow;
  /** SVG path of those who went on. */
  flow: string;
  /** SVG path of those who left; null where nobody did. */
  drop: string | null;
  /** Where the conversion is written, and where the drop-off and the time beneath. */
  conversion: { x: number; y: number };
  notes: { x: number; y: number };
  constraint: boolean;
}

/** The whole picture, in px; pure data. */
export interface StageLayout {
  orientation: 'horizontal' | 'vertical';
  width: number;
  height: number;
  stages: ChartStage[];
  links: ChartLink[];
  /** Around the constraint and what leaves it; its label stands at the top left. */
  frame: Box | null;
}

/** What a layout is made of. */
export interface LayoutInput {
  rows: readonly StageRow[];
  /** Px that are there. */
  width: number;
  /** Number of the goal's stage. */
  goal: number;
  /** Number of the stage that holds the chain back; null: none is named. */
  constraint: number | null;
}

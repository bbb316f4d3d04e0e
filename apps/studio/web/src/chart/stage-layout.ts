import type { LayoutInput, StageLayout } from './chart-stage.ts';
import { horizontalLayout } from './horizontal-layout.ts';
import { verticalLayout } from './vertical-layout.ts';

/** Narrower columns cannot hold their figures. */
const MIN_COLUMN = 128;

/**
 * Places the stages from left to right where each gets a readable column, else from top to bottom. Lengths are
 * proportional to journeys, in one scale for the whole picture.
 */
export function stageLayout(input: LayoutInput): StageLayout {
  return input.width / Math.max(1, input.rows.length) >= MIN_COLUMN ? horizontalLayout(input) : verticalLayout(input);
}

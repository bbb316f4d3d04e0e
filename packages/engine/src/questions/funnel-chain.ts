import type { StepTexts } from './funnel-steps.ts';
import { searchedBytes } from './searched-bytes.ts';

/** Place (from 0) that stands for "not there". */
export const NOWHERE = 4_294_967_295;

/** Most searches nested in one expression: the analyzer's work grows with the square of it. */
const DEEPEST = 8;

/** The columns of a chain. */
const columns = (steps: readonly unknown[]): string[] => steps.map((_, i) => `z${i + 1}`);

/** How many steps of a chain were found. */
export const chainReach = (steps: readonly unknown[]): string =>
  `toUInt8(${columns(steps)
    .map((z) => `(${z} < ${NOWHERE})`)
    .join(' + ')})`;

/**
 * When the steps of a chain were reached, up to the last one found. An element for each step, rather than a lambda over
 * the places: what a lambda captures is copied for every element.
 */
export const chainTimes = (steps: readonly unknown[], reach: string): string =>
  `arraySlice([${columns(steps)
    .map((z) => `t[${z} + 1]`)
    .join(', ')}], 1, ${reach})`;

/**
 * SQL of the place of the next touchpoint of a step in `s`.
 * @param after SQL of the place before, which may be {@link NOWHERE}; by default the search begins at the beginning
 */
export function nextPlace({ codes }: StepTexts, after?: string): string {
  const from = after === undefined ? '1' : `${after} + 2`;
  const searches = codes.map((code) => `toUInt32(position(s, ${searchedBytes([code])}, ${from}) - 1)`);
  return searches.length === 1 ? searches.join() : `least(${searches.join(', ')})`;
}

/**
 * SQL of a relation with columns `z1 … zN` added: the places, from 0, of the earliest chain of steps in
 * `s`. `toUInt32(position - 1)` is {@link NOWHERE} where nothing was found, and a search from beyond that finds nothing
 * again, so a chain stays broken once it is.
 *
 * Each search names the one before once, so searches nest; a step with alternatives names it once for each, so it starts
 * a new SELECT, where the one before is a column.
 */
export function chainRelation(relation: string, steps: readonly StepTexts[]): string {
  const levels: string[][] = [[]];
  steps.forEach((step, i) => {
    const level = levels.at(-1) ?? [];
    const fresh = level.length > 0 && (step.codes.length > 1 || level.length >= DEEPEST);
    const place = nextPlace(step, i === 0 ? undefined : `z${i}`);
    const column = `${place} AS z${i + 1}`;
    if (fresh) levels.push([column]);
    else level.push(column);
  });
  return levels.reduce((inner, level) => `SELECT *, ${level.join(', ')} FROM (${inner})`, relation);
}

import type { StepTexts } from './funnel-steps.ts';

/** Place (from 0) that stands for "not there". */
export const NOWHERE = 4_294_967_295;

/** Most searches nested in one expression: the analyzer's work grows with the square of it. */
const DEEPEST = 8;

/** The columns of a chain as one array expression. */
export const chainPlaces = (steps: readonly unknown[]): string => `[${steps.map((_, i) => `z${i + 1}`).join(', ')}]`;

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
  steps.forEach(({ codes }, i) => {
    const from = i === 0 ? '1' : `z${i} + 2`;
    const searches = codes.map((code) => `toUInt32(position(s, char(${code}), ${from}) - 1)`);
    const place = searches.length === 1 ? searches.join() : `least(${searches.join(', ')})`;
    const level = levels.at(-1) ?? [];
    const column = `${place} AS z${i + 1}`;
    if (level.length > 0 && (searches.length > 1 || level.length >= DEEPEST)) levels.push([column]);
    else level.push(column);
  });
  return levels.reduce((inner, level) => `SELECT *, ${level.join(', ')} FROM (${inner})`, relation);
}

import { type FunnelStep, type StepTexts, stepLists, stepTexts } from './funnel-steps.ts';
import type { Params } from './params.ts';
import { searchedBytes } from './searched-bytes.ts';
import { type AddedColumn, withColumns } from './with-columns.ts';

/** Place (from 0) that stands for "not there". */
export const NOWHERE = 4_294_967_295;

/** Steps that have a column each. Few get beyond, so the rest is looked for only in units that have got there. */
export const COLUMNS = 8;

/** A relation of units with the places of the earliest chain of steps, and SQL over it. */
export interface Chain {
  relation: string;
  /** How many steps were found, UInt8. */
  reach: string;
  /** Place of the last step that was found; of no account where none was. */
  last: string;
  /** When the steps were reached, up to the last one found, given how many that are. */
  times(reach: string): string;
}

/**
 * SQL of the place of the next touchpoint of a step in `s`.
 * @param after SQL of the place before, which may be {@link NOWHERE}; by default the search begins at the beginning
 */
export function nextPlace(step: StepTexts, after?: string): string {
  return placeFrom(step, after === undefined ? '1' : `${after} + 2`);
}

/** The same from a place on, which is counted from 1. */
export function placeFrom({ codes }: StepTexts, from: string): string {
  const searches = codes.map((code) => `toUInt32(position(s, ${searchedBytes([code])}, ${from}) - 1)`);
  return searches.length === 1 ? searches.join() : `least(${searches.join(', ')})`;
}

/**
 * SQL of the places of the steps that have no column, one after the other, as an array: empty where the last step that has one,
 * whose place is given, was not found.
 */
export function restPlaces(steps: readonly FunnelStep[], after: string, params: Params): string {
  const rest = stepLists(steps.slice(COLUMNS), 'rest_steps', params);
  const wanted = `if(${after} < ${NOWHERE}, ${rest}, CAST([], 'Array(Array(UInt8))'))`;
  return `arrayPopFront(arrayFold((chain, step) -> arrayPushBack(chain, arrayMin(c -> toUInt32(position(s, char(c), chain[-1] + 2) - 1), step)), ${wanted}, [${after}]))`;
}

/**
 * The earliest chain of steps in `s` of each unit. `toUInt32(position - 1)` is {@link NOWHERE} where nothing was found, and a
 * search from beyond that finds nothing again, so a chain stays broken once it is.
 */
export function chainOf(units: string, steps: readonly FunnelStep[], params: Params): Chain {
  const first = steps.slice(0, COLUMNS);
  const columns = first.map((_, i) => `z${i + 1}`);
  const found = columns.map((z) => `(${z} < ${NOWHERE})`).join(' + ');
  // An element for each step, rather than a lambda over the places: what a lambda captures is copied for every element.
  const moments = columns.map((z) => `t[${z} + 1]`).join(', ');
  // Places rise along a chain, and a chain stays broken.
  const last = `multiIf(${columns
    .slice(1)
    .reverse()
    .map((z) => `${z} < ${NOWHERE}, ${z}, `)
    .join('')}z1)`;
  const relation = withColumns(
    units,
    stepTexts(first, params).map(
      (step, i): AddedColumn => [`z${i + 1}`, nextPlace(step, i === 0 ? undefined : `z${i}`)],
    ),
  );
  if (steps.length <= COLUMNS) {
    return {
      relation,
      reach: `toUInt8(${found})`,
      last: columns.length === 1 ? 'z1' : last,
      times: (reach) => `arraySlice([${moments}], 1, ${reach})`,
    };
  }
  return {
    relation: `SELECT *, ${restPlaces(steps, columns.at(-1) ?? '', params)} AS rest, arrayCount(z -> z < ${NOWHERE}, rest) AS rest_reach FROM (${relation})`,
    reach: `toUInt8(${found} + rest_reach)`,
    last: `if(rest_reach > 0, rest[rest_reach], ${last})`,
    times: (reach) => `arraySlice(arrayConcat([${moments}], arrayMap(z -> t[z + 1], rest)), 1, ${reach})`,
  };
}

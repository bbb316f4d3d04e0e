import { type Breakdown, DIMENSIONS, type Dimension, type Filter } from '@desirepath/schema';
import type { Params } from './params.ts';
import type { Span } from './period.ts';
import { PlanError } from './plan-error.ts';

/** Whether answers are broken down by a property rather than a dimension. */
export function isProperty(by: Breakdown): boolean {
  return !(DIMENSIONS as readonly string[]).includes(by);
}

/**
 * SQL text of a dimension over the columns of a journey, as a String. `returning` is `new` or `returning`; a property is in
 * a column of its own.
 */
export function dimensionText(dimension: Breakdown): string {
  if (isProperty(dimension)) return 'property';
  return dimension === 'returning' ? "if(returning = 1, 'returning', 'new')" : `toString(${dimension})`;
}

/** SQL text of "the column lies in the span", `1` where the span is open on both sides. */
export function spanText(column: string, span: Span, params: Params): string {
  const parts: string[] = [];
  if (span.from !== null) {
    parts.push(`${column} >= fromUnixTimestamp64Milli(${params.add('from', 'Int64', span.from)}, 'UTC')`);
  }
  if (span.to !== null) {
    parts.push(`${column} < fromUnixTimestamp64Milli(${params.add('to', 'Int64', span.to)}, 'UTC')`);
  }
  return parts.length === 0 ? '1' : parts.join(' AND ');
}

/** Whether a filter lets everything pass. */
export const filterIsEmpty = (filter: Filter | undefined): boolean => Object.keys(filter ?? {}).length === 0;

/**
 * SQL text of "the journey has one of these values in each of these dimensions", `1` where nothing is asked.
 * @throws PlanError for a value that the dimension cannot have
 */
export function filterText(filter: Filter | undefined, params: Params): string {
  const parts = Object.entries(filter ?? {}).map(([key, values]) => {
    const dimension = key as Dimension;
    const wrong =
      dimension === 'returning' ? values.find((value) => value !== 'new' && value !== 'returning') : undefined;
    if (wrong !== undefined) {
      throw new PlanError(
        `"${wrong}" is no value of the dimension "returning"; write "new" or "returning".`,
        'filter.returning',
        wrong,
      );
    }
    return `${dimensionText(dimension)} IN (${params.add(`filter_${dimension}`, 'Array(String)', values)})`;
  });
  return parts.length === 0 ? '1' : parts.join(' AND ');
}

/** SQL text that goes on with "and the journey meets what is asked of its events", where the relation has others as well. */
export function metText({ more }: { more?: readonly string[] }): string {
  return more?.includes('met') === true ? ' AND met = 1' : '';
}

import type { Answer, Dimension, Plan } from '@desirepath/schema';
import type { SiteContext } from '../context.ts';
import { nearest } from '../map/nearest.ts';
import type { Sql } from '../sql.ts';
import { dimensionText } from './filter.ts';
import { Params } from './params.ts';
import type { Row } from './question.ts';
import { list } from './row-values.ts';
import { withSegments } from './saved-segment.ts';

/** Values among which one is looked for that was meant: all, where they are no more. */
const LOOKED_THROUGH = 1000;
/** Values that are named where none is like the one asked for. */
const NAMED = 8;

/** A query, and what its one row says. */
export interface UnknownValues {
  query: Sql;
  answer(rows: readonly Row[]): NonNullable<Answer['unknown_values']>;
}

/**
 * Looks for values of a plan's filter that no stored journey of the site has, whenever it was: a value that is typed wrongly would
 * otherwise pass for one that nobody had. Reads one column a dimension.
 * @returns undefined where nothing is to be looked for
 * @example `{ "filter": { "device": ["moblie"] } }` gives `[{ dimension: 'device', value: 'moblie', known: ['mobile'] }]`
 */
export function unknownValues(plan: Plan, { site, map }: SiteContext): UnknownValues | undefined {
  const { filter = {} } = withSegments(plan, { map });
  // What else `returning` could be is refused before. Sessions have values of their own.
  const asked = (Object.entries(filter) as [Dimension, string[]][]).filter(([dimension]) => dimension !== 'returning');
  if (asked.length === 0 || plan.plan === 'sessions') return undefined;
  const p = new Params('q_');
  const columns = asked.map(([dimension, values]) => {
    const value = dimensionText(dimension);
    const wanted = p.add(`filter_${dimension}`, 'Array(String)', values);
    return `groupUniqArrayIf(${value}, ${value} IN ${wanted}) AS found_${dimension},
  groupUniqArray(${LOOKED_THROUGH})(${value}) AS some_${dimension}, topK(${NAMED})(${value}) AS frequent_${dimension}`;
  });
  return {
    query: p.sql(`SELECT
  ${columns.join(',\n  ')}
FROM journeys
WHERE site = ${p.add('site', 'String', site)} AND map_version = ${p.add('map_version', 'String', map.version)}`),
    answer([row]) {
      const texts = (name: string) => list(row, name).map(String);
      return asked.flatMap(([dimension, values]) => {
        const found = new Set(texts(`found_${dimension}`));
        return values
          .filter((value) => !found.has(value))
          .map((value) => {
            const near = nearest(value, texts(`some_${dimension}`));
            return { dimension, value, known: near.length > 0 ? near : texts(`frequent_${dimension}`) };
          });
      });
    },
  };
}

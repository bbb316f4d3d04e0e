import {
  type CompiledMap,
  type Dirty,
  encodeJourneys,
  JOURNEY_COLUMNS,
  journeysNow,
  type QuestionContext,
  type SiteContext,
} from '@desirepath/engine';
import type { Connection } from './connection.ts';
import { passingTable } from './passing-table.ts';
import { isComplete } from './served-map.ts';
import { portionBounds } from './stitch-history.ts';

/** A table of journeys is about so many visitors at once, as the history of a new map is made. */
const AT_ONCE = 50_000;

/**
 * Answers with the journeys by another map beside the site's own: those that are stored, where that map's are, else made of
 * the events for this question alone, in a table that goes with it. The site's journeys stay as they are.
 *
 * @param dirty who is out of date, of a map whose journeys are stored
 */
export async function layOver<T>(
  connection: Connection,
  site: SiteContext,
  map: CompiledMap,
  dirty: (site: SiteContext) => Promise<Dirty>,
  work: (other: NonNullable<QuestionContext['other']>) => Promise<T>,
): Promise<T> {
  const context = { ...site, map };
  if (await isComplete(connection, context)) return work({ map, journeys: journeysNow(context, await dirty(context)) });
  const columns = JOURNEY_COLUMNS.join(', ');
  const make = async (table: string) => {
    await connection.run({ text: `CREATE TABLE ${table} AS journeys ENGINE = MergeTree ORDER BY tuple()`, params: {} });
    const { bounds } = await portionBounds(connection, site.site, AT_ONCE);
    for (const [index, lower] of ['', ...bounds].entries()) {
      const made = encodeJourneys(context, { kind: 'portion', lower, upper: bounds[index] ?? '' });
      await connection.run({ text: `INSERT INTO ${table} (${columns}) ${made.text}`, params: made.params });
    }
  };
  return passingTable(connection, make, (table) =>
    work({ map, journeys: { text: `SELECT ${columns} FROM ${table}`, params: {} } }),
  );
}

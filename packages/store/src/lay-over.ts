import { randomUUID } from 'node:crypto';
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
import { isComplete } from './served-map.ts';
import { portionBounds } from './stitch-history.ts';

/** A table of journeys is about so many visitors at once, as the history of a new map is made. */
const AT_ONCE = 50_000;
/** What a process that ended suddenly has left behind goes after a day. */
const LEFT_BEHIND = 'now() - toIntervalDay(1)';

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
  await dropLeftBehind(connection);
  const table = `laid_over_${randomUUID().replaceAll('-', '')}`;
  await connection.run({ text: `CREATE TABLE ${table} AS journeys ENGINE = MergeTree ORDER BY tuple()`, params: {} });
  try {
    const { bounds } = await portionBounds(connection, site.site, AT_ONCE);
    const columns = JOURNEY_COLUMNS.join(', ');
    for (const [index, lower] of ['', ...bounds].entries()) {
      const made = encodeJourneys(context, { kind: 'portion', lower, upper: bounds[index] ?? '' });
      await connection.run({ text: `INSERT INTO ${table} (${columns}) ${made.text}`, params: made.params });
    }
    return await work({ map, journeys: { text: `SELECT ${columns} FROM ${table}`, params: {} } });
  } finally {
    await connection.run({ text: `DROP TABLE ${table} SYNC`, params: {} });
  }
}

async function dropLeftBehind(connection: Connection): Promise<void> {
  const tables = await connection.rows<{ name: string }>({
    text: `SELECT name FROM system.tables
      WHERE database = currentDatabase() AND match(name, '^laid_over_[0-9a-f]{32}$') AND metadata_modification_time < ${LEFT_BEHIND}`,
    params: {},
  });
  for (const { name } of tables) await connection.run({ text: `DROP TABLE IF EXISTS ${name} SYNC`, params: {} });
}

import { leaveBehind, markDone, noteMap, promiseDirty, type SiteContext } from '@desirepath/engine';
import type { Connection } from './connection.ts';
import { stitchScope } from './stitch-round.ts';
import type { StitchReport } from './store.ts';
import type { TouchpointNames } from './touchpoint-names.ts';

/** Visitors that are looked at to find where portions begin; beyond, it is a sample of them. */
const LOOKED_AT = 200_000;

/** A range of visitors of a history that is being made. */
interface Portion {
  portion: number;
  lower: string;
  upper: string;
  visitors: number;
  done: number;
}

/**
 * Makes the journeys of a whole site for a map that has none yet, portion after portion. What is done is remembered, so it
 * goes on where it was interrupted.
 *
 * @param most how many portions are made at most
 * @param size about how many visitors are a portion
 * @returns what was made, and whether portions are left
 */
export async function stitchHistory(
  connection: Connection,
  names: TouchpointNames,
  site: SiteContext,
  most: number,
  size: number,
): Promise<StitchReport & { left: boolean }> {
  const report = { persons: 0, journeys: 0 };
  let portions = await readPortions(connection, site);
  if (portions.length === 0) {
    // From here on other maps' rounds hand what they take up on to this one.
    await connection.run(noteMap(site, false));
    await connection.run(promiseDirty(site));
    portions = await cutPortions(connection, site, size);
  }
  const open = portions.filter(({ done }) => done === 0);
  for (const portion of open.slice(0, most)) {
    const context = { ...site, names: await names.read(site.site) };
    const { persons, journeys } = await stitchScope(connection, context, { kind: 'portion', ...portion });
    report.persons += persons;
    report.journeys += journeys;
    await writePortions(connection, site, [{ ...portion, done: 1 }]);
  }
  if (open.length > most) return { ...report, left: true };
  await connection.run(leaveBehind(site, 'promised'));
  await connection.run(markDone(site, 'promised'));
  return { ...report, left: false };
}

/** Forgets the portions of a map, because its history is there, or is to be made from the beginning. */
export async function forgetPortions(connection: Connection, site: string, versions: readonly string[]): Promise<void> {
  await connection.run({
    text: 'ALTER TABLE map_portions DELETE WHERE site = {site:String} AND map_version IN {versions:Array(String)} SETTINGS mutations_sync = 1',
    params: { site, versions },
  });
}

/** The portions of a map whose history is being made; none before that has begun. */
export async function readPortions(connection: Connection, { site, map }: SiteContext): Promise<Portion[]> {
  return connection.rows<Portion>({
    text: `SELECT portion, lower, upper, visitors, done FROM map_portions FINAL
      WHERE site = {site:String} AND map_version = {version:String} ORDER BY portion`,
    params: { site, version: map.version },
  });
}

/** Where to cut the visitors of a site, so that about so many are between two cuts; and how many there are, about. */
export async function portionBounds(
  connection: Connection,
  site: string,
  size: number,
): Promise<{ visitors: number; bounds: string[] }> {
  const [row] = await connection.rows<{ visitors: number }>({
    text: 'SELECT uniq(visitor_id) AS visitors FROM events WHERE site = {site:String}',
    params: { site },
  });
  const visitors = row?.visitors ?? 0;
  const count = Math.max(1, Math.ceil(visitors / size));
  return { visitors, bounds: count === 1 ? [] : await findBounds(connection, site, visitors, count) };
}

/** Cuts the visitors of a site into portions of about the same size, and notes them. */
async function cutPortions(connection: Connection, site: SiteContext, size: number): Promise<Portion[]> {
  const { visitors, bounds } = await portionBounds(connection, site.site, size);
  const portions = ['', ...bounds].map((lower, portion) => ({
    portion,
    lower,
    upper: bounds[portion] ?? '',
    visitors: Math.round(visitors / (bounds.length + 1)),
    done: 0,
  }));
  await writePortions(connection, site, portions);
  return portions;
}

async function findBounds(connection: Connection, site: string, visitors: number, count: number): Promise<string[]> {
  const one = Math.max(1, Math.round(visitors / LOOKED_AT));
  const rows = await connection.rows<{ visitor_id: string; before: string }>({
    text: `SELECT visitor_id, before FROM (
        SELECT visitor_id, row_number() OVER w AS place, lagInFrame(visitor_id) OVER w AS before FROM (
          SELECT DISTINCT visitor_id FROM events WHERE site = {site:String} AND cityHash64(visitor_id) % {one:UInt32} = 0
        )
        WINDOW w AS (ORDER BY visitor_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
      ) WHERE place > 1 AND (place - 1) % {every:UInt32} = 0 ORDER BY visitor_id`,
    params: { site, one, every: Math.max(1, Math.round(visitors / one / count)) },
  });
  return rows.map((row) => cutBetween(row.before, row.visitor_id));
}

/**
 * Where to cut between two ids: the shortest beginning of the second that comes after the first. Kept until the history is there, it is
 * hardly ever anybody's id, so there is nothing in it to erase.
 */
export function cutBetween(before: string, id: string): string {
  const [others, letters] = [Array.from(before), Array.from(id)];
  return letters.slice(0, letters.findIndex((letter, i) => letter !== others[i]) + 1).join('');
}

function writePortions(connection: Connection, { site, map }: SiteContext, portions: readonly Portion[]) {
  return connection.insert(
    'map_portions',
    portions.map((portion) => ({ site, map_version: map.version, ...portion })),
    { insert_deduplicate: 0 },
  );
}

import {
  buryVanished,
  countWritten,
  leaveBehind,
  markDone,
  noteMap,
  type Scope,
  type SiteContext,
  takeUpDirty,
  writeJourneys,
} from '@desirepath/engine';
import type { Connection } from './connection.ts';
import { retireMaps } from './retire-maps.ts';
import type { StitchReport } from './store.ts';
import type { TouchpointNames } from './touchpoint-names.ts';

/** Most visitors whose journeys are made by one statement: bounds the memory it takes. */
const VISITORS_A_STATEMENT = 50_000;

/**
 * Brings the journeys of a site up to date for a map: in rounds over what is dirty, or for everyone when the map is new.
 *
 * A round takes up what is dirty, makes the journeys, buries those that vanished, and only then marks what it took up as
 * done. Wherever it is interrupted, what it took up is still dirty, and a repetition comes to the same.
 *
 * @param whileNobodyAsks runs work while no question reads journeys and dirty visitors in one statement
 */
export async function stitchSite(
  connection: Connection,
  names: TouchpointNames,
  site: SiteContext,
  whileNobodyAsks: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<StitchReport> {
  await dropRounds(connection, site.site);
  const fresh = !(await isComplete(connection, site));
  // From here on other maps' rounds hand what they take up on to this one.
  if (fresh) await connection.run(noteMap(site, false));
  const report = { persons: 0, journeys: 0 };
  for (;;) {
    const round = await nextRound(connection);
    await connection.run(takeUpDirty(site, round, fresh ? Number.MAX_SAFE_INTEGER : VISITORS_A_STATEMENT));
    const visitors = await countTakenUp(connection, site.site, round);
    if (visitors === 0 && !fresh) return report;
    // Read after the dirty visitors: an event they stand for has had its name registered before.
    const context = { ...site, names: await names.read(site.site) };
    for (const scope of fresh ? await everyone(connection, site.site) : [{ kind: 'round', round } as const]) {
      const version = await nextRound(connection);
      await connection.run(writeJourneys(context, scope, version));
      await connection.run(buryVanished(context, scope, version));
      const [written] = await connection.rows<StitchReport>(countWritten(context, scope, version));
      report.persons += written?.persons ?? 0;
      report.journeys += written?.journeys ?? 0;
    }
    await connection.run(leaveBehind(context, round));
    await whileNobodyAsks(() => connection.run(markDone(context, round)));
    await connection.run(noteMap(context, true));
    await dropRounds(connection, site.site);
    if (fresh) {
      await retireMaps(connection, context);
      return report;
    }
    if (visitors < VISITORS_A_STATEMENT) return report;
  }
}

/** Whether journeys are stored for this map, but for what is dirty. */
export async function isComplete(connection: Connection, { site, map }: SiteContext): Promise<boolean> {
  const rows = await connection.rows({
    text: 'SELECT 1 FROM stitched_maps FINAL WHERE site = {site:String} AND map_version = {version:String} AND complete = 1',
    params: { site, version: map.version },
  });
  return rows.length > 0;
}

/** Nanoseconds of ClickHouse's own clock: every round sees at least what earlier rounds saw. */
async function nextRound(connection: Connection): Promise<string> {
  const [row] = await connection.rows<{ round: string }>({
    text: 'SELECT toString(toUnixTimestamp64Nano(now64(9))) AS round',
    params: {},
  });
  return row?.round ?? '0';
}

async function countTakenUp(connection: Connection, site: string, round: string): Promise<number> {
  const [row] = await connection.rows<{ visitors: number }>({
    text: 'SELECT uniqExact(visitor_id) AS visitors FROM stitch_rounds WHERE round = {round:UInt64} AND site = {site:String}',
    params: { round, site },
  });
  return row?.visitors ?? 0;
}

/** All persons of a site, in portions that one statement can take. */
async function everyone(connection: Connection, site: string): Promise<Scope[]> {
  const [row] = await connection.rows<{ visitors: number }>({
    text: 'SELECT uniq(visitor_id) AS visitors FROM events WHERE site = {site:String}',
    params: { site },
  });
  const of = Math.ceil((row?.visitors ?? 0) / VISITORS_A_STATEMENT);
  if (of <= 1) return [{ kind: 'all' }];
  return Array.from({ length: of }, (_, bucket) => ({ kind: 'bucket', bucket, of }));
}

/** Clears away the rounds of a site: this one's, and any that was interrupted. */
async function dropRounds(connection: Connection, site: string): Promise<void> {
  const rounds = await connection.rows<{ round: string }>({
    text: 'SELECT DISTINCT toString(round) AS round FROM stitch_rounds WHERE site = {site:String}',
    params: { site },
  });
  for (const { round } of rounds) {
    await connection.run({ text: `ALTER TABLE stitch_rounds DROP PARTITION ${BigInt(round)}`, params: {} });
  }
}

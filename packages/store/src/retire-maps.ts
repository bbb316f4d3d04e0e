import type { SiteContext } from '@desirepath/engine';
import type { Connection } from './connection.ts';
import { forgetPortions } from './stitch-history.ts';

/**
 * Deletes the journeys of maps that this one has taken the place of. Not at once: a question that was asked before may still
 * be reading them, and a site that is asked with two maps in turn has both stitched in turn.
 *
 * @param afterMs how long ago a map was last stitched for itself
 */
export async function retireMaps(connection: Connection, { site, map }: SiteContext, afterMs: number): Promise<void> {
  const rows = await connection.rows<{ map_version: string }>({
    text: `SELECT map_version FROM stitched_maps FINAL WHERE site = {site:String} AND map_version != {version:String}
      AND stitched_at <= now64(9) - toIntervalMillisecond({after:UInt64})`,
    params: { site, version: map.version, after: afterMs },
  });
  const versions = rows.map((row) => row.map_version);
  if (versions.length === 0) return;
  for (const table of ['stitched_maps', 'dirty']) {
    await connection.run({
      text: `ALTER TABLE ${table} DELETE WHERE site = {site:String} AND map_version IN {versions:Array(String)} SETTINGS mutations_sync = 1`,
      params: { site, versions },
    });
  }
  await forgetPortions(connection, site, versions);
  for (const version of versions) {
    await connection.run({
      text: `ALTER TABLE journeys DROP PARTITION (${literal(site)}, ${literal(version)})`,
      params: {},
    });
  }
}

/** A partition is named by literals only. */
const literal = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

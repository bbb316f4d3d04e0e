import type { SiteContext } from '@desirepath/engine';
import type { Connection } from './connection.ts';

/** How many versions of a site's maps have their journeys kept up to date. */
const KEPT = 8;

/** Deletes the journeys of the maps that have not been stitched for longest, so that edited maps do not pile up. */
export async function retireMaps(connection: Connection, { site, map }: SiteContext): Promise<void> {
  const rows = await connection.rows<{ map_version: string }>({
    text: `SELECT map_version FROM stitched_maps FINAL WHERE site = {site:String} AND map_version != {version:String}
      ORDER BY stitched_at DESC LIMIT 1000 OFFSET {kept:UInt32}`,
    params: { site, version: map.version, kept: KEPT - 1 },
  });
  const versions = rows.map((row) => row.map_version);
  if (versions.length === 0) return;
  for (const table of ['stitched_maps', 'dirty', 'journeys']) {
    await connection.run({
      text: `DELETE FROM ${table} WHERE site = {site:String} AND map_version IN {versions:Array(String)}`,
      params: { site, versions },
    });
  }
}

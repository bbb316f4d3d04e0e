import type { CompiledMap, SiteContext } from '@desirepath/engine';
import type { Connection } from './connection.ts';
import { readPortions } from './stitch-history.ts';
import type { Recomputing } from './store.ts';

/** Whether journeys are stored for this map, but for what is dirty. */
export async function isComplete(connection: Connection, { site, map }: SiteContext): Promise<boolean> {
  const rows = await connection.rows({
    text: 'SELECT 1 FROM stitched_maps FINAL WHERE site = {site:String} AND map_version = {version:String} AND complete = 1',
    params: { site, version: map.version },
  });
  return rows.length > 0;
}

/**
 * The map to answer with while the history of another is being made: of those whose journeys are complete, the one that
 * was stitched last.
 */
export async function mapBefore(connection: Connection, site: SiteContext): Promise<CompiledMap | undefined> {
  const [row] = await connection.rows<{ map: string }>({
    text: `SELECT map FROM stitched_maps FINAL WHERE site = {site:String} AND map_version != {version:String} AND complete = 1
      ORDER BY stitched_at DESC LIMIT 1`,
    params: { site: site.site, version: site.map.version },
  });
  if (row === undefined) return undefined;
  const map = JSON.parse(row.map) as CompiledMap;
  // One that another release of this product has kept may look otherwise.
  return Object.keys(site.map).every((key) => key in map) ? map : undefined;
}

/** How far the history of a map is made; undefined when it is all there, or has not been begun. */
export async function readRecomputing(connection: Connection, site: SiteContext): Promise<Recomputing | undefined> {
  if (await isComplete(connection, site)) return undefined;
  const portions = await readPortions(connection, site);
  if (portions.length === 0) return undefined;
  const sum = (list: typeof portions) => list.reduce((total, { visitors }) => total + visitors, 0);
  return {
    map_version: site.map.version,
    answering: (await mapBefore(connection, site))?.version ?? null,
    done: sum(portions.filter(({ done }) => done === 1)),
    total: sum(portions),
  };
}

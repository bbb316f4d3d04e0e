import { noteMap, type SiteContext } from '@desirepath/engine';
import type { Connection } from './connection.ts';
import { retireMaps } from './retire-maps.ts';
import { isComplete, mapBefore } from './served-map.ts';
import { forgetPortions, stitchHistory } from './stitch-history.ts';
import { stitchRounds } from './stitch-round.ts';
import type { StitchOptions, StitchOutcome } from './store.ts';
import type { TouchpointNames } from './touchpoint-names.ts';

/**
 * Brings the journeys of a site up to date for a map: what is out of date, or everything when the map is new. Until a new
 * map's history is there, the one before is kept up to date and served.
 */
export async function stitchSite(
  connection: Connection,
  names: TouchpointNames,
  site: SiteContext,
  { portions = Number.POSITIVE_INFINITY, visitorsAPortion = 50_000, retireAfterMs = 60_000 }: StitchOptions = {},
): Promise<StitchOutcome> {
  if (await isComplete(connection, site)) {
    const report = await stitchRounds(connection, names, site);
    if (report.journeys > 0) await connection.run(noteMap(site, true));
    await retireMaps(connection, site, retireAfterMs);
    return { ...report, left: false, replaced: false };
  }
  const before = await mapBefore(connection, site);
  if (before !== undefined) await stitchRounds(connection, names, { ...site, map: before });
  const { left, ...history } = await stitchHistory(connection, names, site, portions, visitorsAPortion);
  if (left) return { ...history, left, replaced: false };
  const since = await stitchRounds(connection, names, site);
  await connection.run(noteMap(site, true));
  await forgetPortions(connection, site.site, [site.map.version]);
  return {
    persons: history.persons + since.persons,
    journeys: history.journeys + since.journeys,
    left: false,
    replaced: before !== undefined,
  };
}

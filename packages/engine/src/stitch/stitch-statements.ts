import type { SiteContext } from '../context.ts';
import { Params } from '../questions/params.ts';
import type { Sql } from '../sql.ts';
import { encodeJourneys } from './encode-journeys.ts';
import { JOURNEY_COLUMNS } from './journey-columns.ts';
import { type Scope, scopeText } from './scope.ts';

// Rounds are numbered by the clock of ClickHouse and bring the same rows again when they are repeated: that a block
// looks like an earlier one must not keep it out.
const SETTINGS = 'SETTINGS insert_deduplicate = 0, max_partitions_per_insert_block = 0';

/**
 * Takes up what is dirty for this map: up to `limit` visitors, with every frame that touched them so far.
 * @param round number of the round, later ones greater
 */
export function takeUpDirty(context: SiteContext, round: string, limit: number): Sql {
  const params = new Params('j_');
  const site = params.add('site', 'String', context.site);
  const version = params.add('map_version', 'String', context.map.version);
  const dirty = `FROM dirty FINAL WHERE site = ${site} AND map_version IN ('', ${version}) AND done = 0`;
  return params.sql(`INSERT INTO stitch_rounds (round, site, map_version, visitor_id, frame) ${SETTINGS}
SELECT ${params.add('round', 'UInt64', round)}, site, map_version, visitor_id, frame ${dirty}
AND visitor_id IN (SELECT DISTINCT visitor_id ${dirty} ORDER BY visitor_id LIMIT ${params.add('limit', 'UInt64', limit)})`);
}

/** Makes the journeys of a scope anew and stores them. */
export function writeJourneys(context: SiteContext, scope: Scope, round: string): Sql {
  const journeys = encodeJourneys(context, scope, round);
  return {
    text: `INSERT INTO journeys (${JOURNEY_COLUMNS.join(', ')}) ${SETTINGS}${journeys.text}`,
    params: journeys.params,
  };
}

/** Buries the journeys of a scope that this round did not make again: they are no more. After {@link writeJourneys}. */
export function buryVanished(context: SiteContext, scope: Scope, round: string): Sql {
  const params = new Params('j_');
  const { persons } = scopeText(scope, context, params);
  const site = params.add('site', 'String', context.site);
  const version = params.add('map_version', 'String', context.map.version);
  const number = params.add('version', 'UInt64', round);
  return params.sql(`INSERT INTO journeys (site, map_version, person_id, number, version, deleted) ${SETTINGS}
SELECT site, map_version, person_id, number, ${number}, 1 FROM journeys FINAL
WHERE site = ${site} AND map_version = ${version} AND ${persons} AND deleted = 0 AND version < ${number}`);
}

/** Counts what this round has stored: `persons` and `journeys`. */
export function countWritten(context: SiteContext, scope: Scope, round: string): Sql {
  const params = new Params('j_');
  const { persons } = scopeText(scope, context, params);
  return params.sql(`SELECT uniqExact(person_id) AS persons, count() AS journeys FROM journeys
WHERE site = ${params.add('site', 'String', context.site)} AND map_version = ${params.add('map_version', 'String', context.map.version)}
AND ${persons} AND deleted = 0 AND version = ${params.add('version', 'UInt64', round)}`);
}

/** Hands what was dirty for every map on to the other maps whose journeys are kept. Before {@link markDone}. */
export function leaveBehind(context: SiteContext, round: string): Sql {
  const params = new Params('j_');
  const site = params.add('site', 'String', context.site);
  const version = params.add('map_version', 'String', context.map.version);
  return params.sql(`INSERT INTO dirty (site, map_version, visitor_id, frame, done) ${SETTINGS}
SELECT site, other, visitor_id, frame, 0 FROM stitch_rounds
CROSS JOIN (SELECT map_version AS other FROM stitched_maps FINAL WHERE site = ${site} AND map_version != ${version}) AS others
WHERE round = ${params.add('round', 'UInt64', round)} AND site = ${site} AND map_version = ''`);
}

/** Marks exactly what the round took up as done. */
export function markDone(context: SiteContext, round: string): Sql {
  const params = new Params('j_');
  return params.sql(`INSERT INTO dirty (site, map_version, visitor_id, frame, done) ${SETTINGS}
SELECT site, map_version, visitor_id, frame, 1 FROM stitch_rounds
WHERE round = ${params.add('round', 'UInt64', round)} AND site = ${params.add('site', 'String', context.site)}`);
}

/** Notes that journeys are kept for this map; `complete` once they are there for all that was not dirty. */
export function noteMap(context: SiteContext, complete: boolean): Sql {
  const params = new Params('j_');
  const { site, map } = context;
  return params.sql(`INSERT INTO stitched_maps (site, map_version, map, complete, stitched_at) ${SETTINGS}
SELECT ${params.add('site', 'String', site)}, ${params.add('map_version', 'String', map.version)},
  ${params.add('map', 'String', JSON.stringify(map))}, ${complete ? 1 : 0}, now64(9)`);
}

import type { SiteContext } from '../context.ts';
import { Params } from '../questions/params.ts';
import type { Sql } from '../sql.ts';
import { dirtyFrames, dirtyVisitors, isFrame } from './dirty-frames.ts';
import { encodeJourneys } from './encode-journeys.ts';
import { JOURNEY_COLUMNS } from './journey-columns.ts';
import { type Scope, scopeText } from './scope.ts';

/** Frames by name, or those that a map's first history has been promised to hold ({@link promiseDirty}). */
export type Frames = readonly string[] | 'promised';

// Rounds are numbered by the clock of ClickHouse and bring the same rows again when they are repeated: that a block
// looks like an earlier one must not keep it out.
const SETTINGS = 'SETTINGS insert_deduplicate = 0, max_partitions_per_insert_block = 0';

/** Makes the journeys of a scope anew and stores them. */
export function writeJourneys(context: SiteContext, scope: Scope, round: string): Sql {
  const journeys = encodeJourneys(context, scope, round);
  // A round makes no journey twice: to look for that takes a quarter of the time. What a history has written is not merged with anything
  // for long, and is read in less time when it has been looked at.
  const settings = scope.kind === 'portion' ? SETTINGS : `${SETTINGS}, optimize_on_insert = 0`;
  return {
    text: `INSERT INTO journeys (${JOURNEY_COLUMNS.join(', ')}) ${settings}${journeys.text}`,
    params: journeys.params,
  };
}

/**
 * What came of a scope's journeys in this round, after {@link writeJourneys}: `persons` and `journeys` that it has made, and how many
 * have `vanished`, which {@link buryVanished} buries.
 */
export function countRound(context: SiteContext, scope: Scope, round: string): Sql {
  const params = new Params('j_');
  const { latest, number } = latestText(context, scope, round, params);
  return params.sql(`SELECT countIf(number = 1 AND version = ${number}) AS persons, countIf(version = ${number}) AS journeys,
  countIf(version < ${number} AND deleted = 0) AS vanished
FROM (${latest})`);
}

/** Buries the journeys of a scope that this round did not make again: they are no more. After {@link writeJourneys}. */
export function buryVanished(context: SiteContext, scope: Scope, round: string): Sql {
  const params = new Params('j_');
  const { latest, number } = latestText(context, scope, round, params);
  return params.sql(`INSERT INTO journeys (site, map_version, person_id, number, version, deleted) ${SETTINGS}
SELECT ${params.add('site', 'String', context.site)}, ${params.add('map_version', 'String', context.map.version)}, person_id, number, ${number}, 1
FROM (${latest})
WHERE version < ${number} AND deleted = 0`);
}

/** A SELECT of the journeys of a scope as they are stored, `version` and `deleted` being those of the latest row of each; and the round's number. */
function latestText(context: SiteContext, scope: Scope, round: string, params: Params) {
  const { persons } = scopeText(scope, context, params);
  return {
    latest: `SELECT person_id, number, max(j.version) AS version, argMax(j.deleted, j.version) AS deleted
FROM journeys AS j
WHERE site = ${params.add('site', 'String', context.site)} AND map_version = ${params.add('map_version', 'String', context.map.version)} AND ${persons}
GROUP BY person_id, number`,
    number: params.add('version', 'UInt64', round),
  };
}

/** What is out of date for a map: frames, in the order of their names, with how many visitors each touched. */
export function listDirty(context: SiteContext, limit: number): Sql {
  const params = new Params('j_');
  return params.sql(`${dirtyVisitors(context, params, 'max(length(visitors)) AS touched')}
LIMIT ${params.add('limit', 'UInt32', limit)}`);
}

/**
 * Promises that a map whose first history is about to be made will hold all that is out of date now: what comes later is
 * out of date for it as well. Kept by {@link leaveBehind} and {@link markDone} when that history is there.
 */
export function promiseDirty(context: SiteContext): Sql {
  const params = new Params('j_');
  const frames = dirtyFrames(context, params);
  return params.sql(`INSERT INTO dirty (site, map_version, frame, done) ${SETTINGS}
SELECT ${params.add('site', 'String', context.site)}, ${params.add('map_version', 'String', context.map.version)}, frame, 1 FROM (${frames})`);
}

/** Hands what was dirty for every map on to the other maps whose journeys are kept. Before {@link markDone}. */
export function leaveBehind(context: SiteContext, frames: Frames): Sql {
  const params = new Params('j_');
  const site = params.add('site', 'String', context.site);
  const version = params.add('map_version', 'String', context.map.version);
  return params.sql(`INSERT INTO dirty (site, map_version, frame, visitors, users, done) ${SETTINGS}
SELECT site, other, frame, visitors, users, 0 FROM dirty FINAL
CROSS JOIN (SELECT map_version AS other FROM stitched_maps FINAL WHERE site = ${site} AND map_version != ${version}) AS others
WHERE site = ${site} AND map_version = '' AND done = 0 AND ${framesText(context, frames, params)}`);
}

/** Marks frames as done. Whom they touched stays: a question that read them before may still ask. */
export function markDone(context: SiteContext, frames: Frames): Sql {
  const params = new Params('j_');
  const version = params.add('map_version', 'String', context.map.version);
  return params.sql(`INSERT INTO dirty (site, map_version, frame, visitors, users, done) ${SETTINGS}
SELECT site, map_version, frame, visitors, users, 1 FROM dirty FINAL
WHERE site = ${params.add('site', 'String', context.site)} AND map_version IN ('', ${version}) AND done = 0 AND ${framesText(context, frames, params)}`);
}

function framesText({ site, map }: SiteContext, frames: Frames, params: Params): string {
  if (frames !== 'promised') return isFrame(frames, params);
  return `frame IN (SELECT frame FROM dirty FINAL WHERE site = ${params.add('site', 'String', site)} AND map_version = ${params.add('map_version', 'String', map.version)} AND done = 1)`;
}

/** Notes that journeys are kept for this map; `complete` once they are there for all that was not dirty. */
export function noteMap(context: SiteContext, complete: boolean): Sql {
  const params = new Params('j_');
  const { site, map } = context;
  return params.sql(`INSERT INTO stitched_maps (site, map_version, map, complete, stitched_at) ${SETTINGS}
SELECT ${params.add('site', 'String', site)}, ${params.add('map_version', 'String', map.version)},
  ${params.add('map', 'String', JSON.stringify(map))}, ${complete ? 1 : 0}, now64(9)`);
}

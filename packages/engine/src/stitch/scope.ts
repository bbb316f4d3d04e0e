import type { SiteContext } from '../context.ts';
import type { Params } from '../questions/params.ts';
import type { Sql } from '../sql.ts';

/**
 * Whose journeys are made: everyone's, those of a share of the persons (`bucket` of `of`, so that a large site is
 * worked through in bounded memory), or those that visitors who are out of date could have changed. Such visitors are
 * given one by one, or are those of the table `dirty`, or those of a round of stitching.
 */
export type Scope =
  | { kind: 'all' }
  | { kind: 'bucket'; bucket: number; of: number }
  | { kind: 'visitors'; visitors: readonly string[] }
  | { kind: 'dirty' }
  | { kind: 'round'; round: string }
  /** Exactly these persons: SELECTs of their `person_id`, and of every `visitor_id` that they have touchpoints on. */
  | { kind: 'persons'; persons: Sql; visitors: Sql };

/** A scope as conditions: on the events that have to be read, and on the persons whose journeys come out. */
export interface ScopeText {
  /** Condition on `visitor_id` of the table `events`. */
  visitors: string;
  /** Condition on `person_id`. */
  persons: string;
}

/**
 * SQL text of a scope.
 *
 * A visitor who is out of date changes the journeys of `v:<visitor>` and of every person identified there. Those have
 * touchpoints on other visitors too, so these are read as well, but nothing else of theirs is made anew.
 */
export function scopeText(scope: Scope, context: SiteContext, params: Params): ScopeText {
  if (scope.kind === 'all') return { visitors: '1', persons: '1' };
  if (scope.kind === 'persons') {
    return {
      visitors: `visitor_id IN (${params.include(scope.visitors)})`,
      persons: `person_id IN (${params.include(scope.persons)})`,
    };
  }
  const site = params.add('site', 'String', context.site);
  if (scope.kind === 'bucket') {
    const of = params.add('of', 'UInt32', scope.of);
    const bucket = params.add('bucket', 'UInt32', scope.bucket);
    const own = (prefix: string, column: string) => `cityHash64(concat('${prefix}', ${column})) % ${of} = ${bucket}`;
    const linked = `SELECT visitor_id FROM links WHERE site = ${site} AND ${own('u:', 'user_id')}`;
    return {
      visitors: `(${own('v:', 'visitor_id')} OR visitor_id IN (${linked}))`,
      persons: `cityHash64(person_id) % ${of} = ${bucket}`,
    };
  }
  const dirty = dirtyVisitors(scope, context, params);
  const users = `SELECT user_id FROM events WHERE site = ${site} AND user_id != '' AND visitor_id IN (${dirty})`;
  const linked = `SELECT visitor_id FROM links WHERE site = ${site} AND user_id IN (${users})`;
  return {
    visitors: `visitor_id IN (${dirty} UNION ALL ${linked})`,
    persons: `person_id IN (SELECT concat('v:', visitor_id) FROM (${dirty}) UNION ALL SELECT concat('u:', user_id) FROM (${users}))`,
  };
}

function dirtyVisitors(
  scope: Extract<Scope, { kind: 'visitors' | 'dirty' | 'round' }>,
  context: SiteContext,
  params: Params,
): string {
  if (scope.kind === 'visitors') {
    return `SELECT arrayJoin(${params.add('dirty', 'Array(String)', scope.visitors)}) AS visitor_id`;
  }
  const site = params.add('site', 'String', context.site);
  if (scope.kind === 'round') {
    return `SELECT visitor_id FROM stitch_rounds WHERE round = ${params.add('round', 'UInt64', scope.round)} AND site = ${site}`;
  }
  const version = params.add('map_version', 'String', context.map.version);
  return `SELECT visitor_id FROM dirty FINAL WHERE site = ${site} AND map_version IN ('', ${version}) AND done = 0`;
}

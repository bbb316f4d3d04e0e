import type { SiteContext } from '../context.ts';
import type { Params } from '../questions/params.ts';
import type { Sql } from '../sql.ts';
import { isFrame } from './dirty-frames.ts';

/**
 * Whose journeys are made: everyone's, those of a portion of the persons (so that a large site is worked through in bounded
 * memory), or those that visitors who are out of date could have changed. Such visitors are given one by one, or by the
 * frames that touched them.
 */
export type Scope =
  | { kind: 'all' }
  /** Persons whose first visitor, by id, is one from `lower` to before `upper`; empty: without end. */
  | { kind: 'portion'; lower: string; upper: string }
  | { kind: 'visitors'; visitors: readonly string[] }
  | { kind: 'frames'; frames: readonly string[] }
  /** What frames come to, where that is not much: the visitors to read, and the persons. */
  | { kind: 'named'; visitors: readonly string[]; persons: readonly string[] }
  /** Everyone with touchpoints on these: whoever has some elsewhere comes out with less than there is. */
  | { kind: 'read'; visitors: Sql };

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
  if (scope.kind === 'read') return { visitors: `visitor_id IN (${params.include(scope.visitors)})`, persons: '1' };
  if (scope.kind === 'named') {
    return {
      visitors: `visitor_id IN ${params.add('visitors', 'Array(String)', scope.visitors)}`,
      persons: `person_id IN ${params.add('persons', 'Array(String)', scope.persons)}`,
    };
  }
  const site = params.add('site', 'String', context.site);
  if (scope.kind === 'portion') return portionText(scope, site, params);
  const { visitors, users } = dirtyText(scope, site, context, params);
  const linked = `SELECT visitor_id FROM links WHERE site = ${site} AND user_id IN (${users})`;
  return {
    visitors: `visitor_id IN (${visitors} UNION ALL ${linked})`,
    persons: `person_id IN (SELECT concat('v:', visitor_id) FROM (${visitors}) UNION ALL SELECT concat('u:', user_id) FROM (${users}))`,
  };
}

function portionText({ lower, upper }: { lower: string; upper: string }, site: string, params: Params): ScopeText {
  const from = params.add('lower', 'String', lower);
  const to = params.add('upper', 'String', upper);
  const within = (id: string) => `${id} >= ${from}${upper === '' ? '' : ` AND ${id} < ${to}`}`;
  const users = `SELECT user_id FROM links WHERE site = ${site} GROUP BY user_id HAVING ${within('min(visitor_id)')}`;
  const linked = `SELECT visitor_id FROM links WHERE site = ${site} AND user_id IN (${users})`;
  // `w` is the letter after `v`: the end of all who are only a visitor.
  const end = upper === '' ? "'w'" : `concat('v:', ${to})`;
  return {
    visitors: `((${within('visitor_id')}) OR visitor_id IN (${linked}))`,
    persons: `((person_id >= concat('v:', ${from}) AND person_id < ${end}) OR person_id IN (SELECT concat('u:', user_id) FROM (${users})))`,
  };
}

/** SELECTs of the visitors who are out of date, and of the persons who were ever identified on one of them. */
function dirtyText(
  scope: Extract<Scope, { kind: 'visitors' | 'frames' }>,
  site: string,
  context: SiteContext,
  params: Params,
): { visitors: string; users: string } {
  const usersOf = (visitors: string) =>
    `SELECT user_id FROM visitor_links WHERE site = ${site} AND visitor_id IN (${visitors})`;
  if (scope.kind === 'visitors') {
    const visitors = `SELECT arrayJoin(${params.add('dirty', 'Array(String)', scope.visitors)}) AS visitor_id`;
    return { visitors, users: usersOf(visitors) };
  }
  const version = params.add('map_version', 'String', context.map.version);
  const frames = `FROM dirty WHERE site = ${site} AND map_version IN ('', ${version}) AND ${isFrame(scope.frames, params)}`;
  const visitors = `SELECT DISTINCT arrayJoin(visitors) AS visitor_id ${frames}`;
  // The links of a frame may become visible a moment after the frame itself.
  return { visitors, users: `${usersOf(visitors)} UNION ALL SELECT arrayJoin(users) AS user_id ${frames}` };
}

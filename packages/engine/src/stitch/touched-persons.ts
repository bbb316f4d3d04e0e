import type { SiteContext } from '../context.ts';
import { Params } from '../questions/params.ts';
import type { Sql } from '../sql.ts';
import { isFrame, ofMap } from './dirty-frames.ts';

// What a `frames` scope leaves to subqueries, asked one by one: few names are asked for in less time than each statement of a round
// takes to plan those subqueries.

/** Whom frames touched: one row with their `visitors`, and the `users` that were identified. */
export function touchedBy(context: SiteContext, frames: readonly string[]): Sql {
  const params = new Params('j_');
  return params.sql(`SELECT groupUniqArrayArray(visitors) AS visitors, groupUniqArrayArray(users) AS users
FROM dirty WHERE ${ofMap(context, params)} AND ${isFrame(frames, params)}`);
}

/** Who was ever identified on visitors: `id`. */
export function usersOn({ site }: SiteContext, visitors: readonly string[]): Sql {
  const params = new Params('j_');
  return params.sql(`SELECT DISTINCT user_id AS id FROM visitor_links
WHERE site = ${params.add('site', 'String', site)} AND visitor_id IN ${params.add('visitors', 'Array(String)', visitors)}`);
}

/** On which visitors users were ever identified: `id`. */
export function visitorsOf({ site }: SiteContext, users: readonly string[]): Sql {
  const params = new Params('j_');
  return params.sql(`SELECT DISTINCT visitor_id AS id FROM links
WHERE site = ${params.add('site', 'String', site)} AND user_id IN ${params.add('users', 'Array(String)', users)}`);
}

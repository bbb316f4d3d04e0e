import type { SiteContext } from '../context.ts';
import type { Params } from '../questions/params.ts';
import { stageOfCode } from './stage-of-code.ts';
import type { VisitorHistory } from './visitor-history.ts';

/** A SELECT with one row a person, and where its tuples keep what. */
export interface PersonTouchpoints {
  text: string;
  /** Array of something over touchpoints, or something of one: `of('j', 't')`. */
  of(touchpoints: string, name: string): string;
}

/** What is wanted of touchpoints beside what orders and cuts them. */
export interface TouchpointFields {
  /** Columns of the history's tuples. */
  columns?: readonly string[];
  /** Arrays that the history has beside them, an element for each event. */
  arrays?: readonly string[];
}

/**
 * A SELECT with one row a person: `person_id`, `touchpoints` (tuples, those of all their visitors in the order of time, seq
 * and event id, without those of an order that was placed before) and `cuts` (whether a journey begins with each).
 *
 * @param history of visitors, with `code` and `order_id` of each event
 * @param persons condition on `person_id`
 */
export function personTouchpoints(
  context: SiteContext,
  history: VisitorHistory,
  persons: string,
  params: Params,
  { columns = [], arrays = [] }: TouchpointFields = {},
): PersonTouchpoints {
  const { map } = context;
  const x = (name: string) => `x.${history.at(name)}`;
  // What orders them first, then everything a journey is made of.
  const fields: Record<string, string> = {
    t: x('t'),
    seq: x('seq'),
    eid: x('eid'),
    visitor: 'visitor_id',
    ct: x('ct'),
    ...Object.fromEntries(arrays.map((name) => [name, `x_${name}`])),
    stage: stageOfCode(map, x('code'), params),
    code: x('code'),
    order_id: x('order_id'),
    ...Object.fromEntries(columns.map((name) => [name, x(name)])),
  };
  const names = Object.keys(fields);
  const of = (touchpoints: string, name: string) => `${touchpoints}.${names.indexOf(name) + 1}`;
  const idle = params.add('idle', 'Int64', map.idleMs);
  const opens = params.add('opens', 'Array(UInt8)', map.opens);
  const text = `
      SELECT person_id, touchpoints,
        arrayMap((b, r, before) -> b OR (r = 2 AND before = 1), pauses, roles,
          arrayPushFront(arrayPopBack(arrayFill((r, b) -> r != 0 OR b, roles, pauses)), 0)) AS cuts
      FROM (
        SELECT person_id, touchpoints,
          arrayMap((i, pause) -> i = 1 OR pause >= ${idle},
            arrayEnumerate(touchpoints), arrayDifference(${of('touchpoints', 't')})) AS pauses,
          arrayMap(g -> toUInt8(multiIf(has(${opens}, g), 2, g = ${map.goal}, 1, 0)), ${of('touchpoints', 'stage')}) AS roles
        FROM (
          SELECT person_id,
            arrayMap((g, o) -> if(g = ${map.goal}, o, ''), ${of('a', 'stage')}, ${of('a', 'order_id')}) AS order_ids,
            arrayFilter((x, o, nth) -> o = '' OR nth = 1, a, order_ids, arrayEnumerateUniq(order_ids)) AS touchpoints
          FROM (
            SELECT person_id, arraySort(groupArray(tuple(${Object.values(fields).join(', ')}))) AS a
            FROM (
              SELECT visitor_id, if(x_who = '', concat('v:', visitor_id), concat('u:', x_who)) AS person_id, x${arrays.map((name) => `, x_${name}`).join('')}
              FROM (${history.text})
              ARRAY JOIN e AS x, who AS x_who${arrays.map((name) => `, ${name} AS x_${name}`).join('')}
            )
            WHERE ${x('code')} != 0 AND ${persons}
            GROUP BY person_id
          )
        )
      )`;
  return { text, of };
}

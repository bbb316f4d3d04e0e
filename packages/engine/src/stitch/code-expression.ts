import { SIGNALS } from '@desirepath/schema';
import type { SiteContext } from '../context.ts';
import { FIRST_NAME_CODE, OTHER_CODE } from '../map/compiled-map.ts';
import { Params } from '../questions/params.ts';
import type { Sql } from '../sql.ts';
import { eventTestText } from './event-test.ts';

/**
 * An SQL expression over the columns of `events` that gives an event's code (UInt8): that of the first touchpoint of
 * the map whose name and conditions match, else that of its name, else {@link OTHER_CODE}. 0 says that the event is no
 * touchpoint: a signal that the map does not name.
 *
 * @throws RangeError for a `where` on a key that events do not have
 * @example codeExpression(context).text // transform(name, {j_code_names:Array(String)}, …)
 */
export function codeExpression(context: SiteContext): Sql {
  const params = new Params('j_code_');
  const byName = new Map<string, number>();
  const branches: string[] = [];
  context.map.touchpoints.forEach((touchpoint, index) => {
    // Names that a touchpoint without conditions has taken never reach those after it.
    const events = touchpoint.events.filter((event) => !byName.has(event));
    if (events.length === 0) return;
    if (touchpoint.where.length === 0) {
      for (const event of events) byName.set(event, touchpoint.code);
      return;
    }
    const names = params.add(`${index}_names`, 'Array(String)', events);
    const conditions = touchpoint.where.map((where, at) => eventTestText(where, `${index}_${at}`, params));
    branches.push(`${[`has(${names}, name)`, ...conditions].join(' AND ')}, toUInt8(${touchpoint.code})`);
  });
  for (const signal of SIGNALS) if (!byName.has(signal)) byName.set(signal, 0);
  context.names.slice(0, OTHER_CODE - FIRST_NAME_CODE).forEach((name, index) => {
    if (!byName.has(name)) byName.set(name, FIRST_NAME_CODE + index);
  });
  const names = params.add('names', 'Array(String)', [...byName.keys()]);
  const codes = params.add('codes', 'Array(UInt8)', [...byName.values()]);
  const otherwise = `transform(name, ${names}, ${codes}, toUInt8(${OTHER_CODE}))`;
  return params.sql(branches.length === 0 ? otherwise : `multiIf(${branches.join(', ')}, ${otherwise})`);
}

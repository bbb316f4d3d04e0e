import { SIGNALS } from '@desirepath/schema';
import type { SiteContext } from '../context.ts';
import { type CompiledTouchpoint, FIRST_NAME_CODE, OTHER_CODE } from '../map/compiled-map.ts';
import { Params } from '../questions/params.ts';
import type { Sql } from '../sql.ts';

/** Keys of a touchpoint's `where` that are columns of `events`; all others begin with `props.`. */
export const EVENT_COLUMNS: ReadonlySet<string> = new Set([
  'path',
  'host',
  'channel',
  'source',
  'medium',
  'campaign',
  'device',
]);

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
    const conditions = touchpoint.where.map((where, at) => whereText(where, `${index}_${at}`, params));
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

function whereText({ key, patterns, range }: CompiledTouchpoint['where'][number], id: string, params: Params): string {
  const [value, present] = valueText(key, id, params);
  if (range !== undefined) {
    // What is no number is in no range.
    const number = `toFloat64OrNull(${value})`;
    const ends = [
      ...(range.min === undefined ? [] : [`${number} >= ${params.add(`${id}_min`, 'Float64', range.min)}`]),
      ...(range.max === undefined ? [] : [`${number} <= ${params.add(`${id}_max`, 'Float64', range.max)}`]),
    ];
    return `${present}ifNull(${ends.join(' AND ')}, 0)`;
  }
  const exact = patterns.filter((pattern) => !pattern.includes('*'));
  const wild = patterns.filter((pattern) => pattern.includes('*'));
  const tests = wild.map((pattern, at) => {
    const like = pattern.replace(/[\\%_]/g, '\\$&').replace(/\*+/g, '%');
    return `${value} LIKE ${params.add(`${id}_like_${at}`, 'String', like)}`;
  });
  if (exact.length > 0) tests.push(`has(${params.add(`${id}_is`, 'Array(String)', exact)}, ${value})`);
  return `${present}(${tests.join(' OR ')})`;
}

/** Text of the value, and of the condition that there is one, which goes before the tests. */
function valueText(key: string, id: string, params: Params): [value: string, present: string] {
  if (EVENT_COLUMNS.has(key)) return [key, ''];
  if (!key.startsWith('props.')) {
    throw new RangeError(`Events have no "${key}"; a where may name ${[...EVENT_COLUMNS].join(', ')} or props.<name>.`);
  }
  const name = params.add(`${id}_key`, 'String', key.slice('props.'.length));
  // Numbers are kept apart from texts; a pattern sees them as JSON writes them.
  return [
    `if(mapContains(props, ${name}), props[${name}], toString(nums[${name}]))`,
    `(mapContains(props, ${name}) OR mapContains(nums, ${name})) AND `,
  ];
}

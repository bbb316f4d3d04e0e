import type { SiteContext } from '../context.ts';
import { Params } from '../questions/params.ts';
import type { Sql } from '../sql.ts';
import { codeExpression } from './code-expression.ts';
import { personTouchpoints } from './person-touchpoints.ts';
import { type Scope, scopeText } from './scope.ts';
import { sequenceBytes } from './sequence-bytes.ts';
import { sessionTells } from './session-tells.ts';
import { stageTimes } from './stage-times.ts';
import { visitorSessions } from './visitor-sessions.ts';

/**
 * What makes a touchpoint of the goal stage an order: GA4's event, an order id, or money. The confirmation page, which a
 * map may count into that stage, is none, so an order whose page was seen as well is one order.
 */
const IS_ORDER = "order_id != '' OR value != 0 OR name = 'purchase'";

/** Touchpoints at the beginning of a journey's path that its column `head` holds: as many as a UInt64 has bytes. */
export const HEAD = 8;

/** Journeys of so many ms have their times a second time, in a column that others leave empty: a week. */
export const LONG_MS = 604_800_000;

/** Columns of a journey that are those of its first touchpoint that knows them, and where an event has them. */
const DIMENSIONS = {
  device: 'device',
  channel: 'channel',
  source: 'source',
  campaign: 'campaign',
  country: 'country',
  browser: 'browser',
  os: 'os',
  landing: 'path',
} as const;

/** More to tell of each journey than its columns. */
export interface MoreColumns {
  /** What is taken along of each event: SQL over the columns of `events`, by name. */
  events: Record<string, string>;
  /**
   * Columns made of it, SQL with a name: `of` gives the array of something over a journey's touchpoints, of `code` and
   * `stage` as well.
   */
  columns(of: (name: string) => string): readonly string[];
}

/**
 * A SELECT that makes journeys of events: the columns of table `journeys`, in its order, `version` being `round`.
 *
 * Three steps, each over arrays: the history of a visitor gives sessions and who it was; the touchpoints of all visitors
 * of a person, in the order of (time, seq, event id), are cut into journeys; each journey becomes one row. Every order
 * is settled to the last tie, so the same events give the same bytes whichever way they came in.
 *
 * @param more columns after those of table `journeys`
 * @param round number of the round of stitching, 0 for journeys made at query time
 */
export function encodeJourneys(
  context: SiteContext,
  scope: Scope,
  round = '0',
  more: (params: Params) => MoreColumns = () => ({ events: {}, columns: () => [] }),
): Sql {
  const { map } = context;
  const params = new Params('j_');
  const { visitors, persons } = scopeText(scope, context, params);
  const site = params.add('site', 'String', context.site);
  const { events, columns } = more(params);
  const history = visitorSessions(
    {
      code: params.include(codeExpression(context)),
      order_id: 'order_id',
      value: 'value',
      currency: 'currency',
      is_order: IS_ORDER,
      ...DIMENSIONS,
      ...events,
    },
    `site = ${site} AND ${visitors}`,
    { gapMs: map.sessionGapMs, onCampaign: map.sessionOnCampaign },
    params,
  );
  const { text: cut, of } = personTouchpoints(context, history, persons, params, {
    columns: ['value', 'currency', 'is_order', ...Object.keys(DIMENSIONS), ...Object.keys(events)],
    arrays: ['session'],
  });
  // As many arrays as the person has journeys: of several the last is of all touchpoints, every other one is empty.
  const onLast = (name: string, type: string) =>
    `arrayPushBack(arrayResize(CAST([], 'Array(Array(${type}))'), journey_count - 1),
        if(journey_count = 1, CAST([], 'Array(${type})'), ${of('touchpoints', name)}))`;
  const first = (name: string) => `arrayFirst(v -> v != '', ${of('j', name)})`;
  const orders = `arrayFilter(o -> ${of('o', 'stage')} = ${map.goal} AND ${of('o', 'is_order')}, j)`;
  const stages = stageTimes(map.stages.length, map.goal);
  const tells = sessionTells((name) => of('touchpoints', name));
  return params.sql(`
SELECT
  ${site} AS site,
  ${params.add('map_version', 'String', map.version)} AS map_version,
  person_id,
  number,
  fromUnixTimestamp64Milli(${of('j', 't')}[1], 'UTC') AS start,
  fromUnixTimestamp64Milli(${of('j', 't')}[-1], 'UTC') AS end,
  toUInt8(number < journey_count) AS closed,
  ${sequenceBytes(of('j', 'code'))} AS s,
  arrayMap(t -> toUInt64(t - ${of('j', 't')}[1]), ${of('j', 't')}) AS d,
  if(d[-1] < ${LONG_MS}, [], d) AS long_d,
  ${of('j', 'session')} AS session,
  reinterpretAsUInt64(${sequenceBytes(`arraySlice(arrayCompact(${of('j', 'code')}), 1, ${HEAD})`)}) AS head,
  fromUnixTimestamp64Milli(whole_since, 'UTC') AS whole_start,
  if(number < journey_count, '', if(number = 1, s, ${sequenceBytes('all_codes')})) AS whole_s,
  if(journey_count = 1, long_d, arrayMap(t -> toUInt64(t - whole_since), all_times)) AS whole_d,
  ${stages.columns},
  arraySort(arrayDistinct(arrayCompact(${of('j', 'visitor')}))) AS visitors,
  toUInt32(length(keys)) AS sessions,
  ${tells.columns},
  if(goal_at < 0, sessions, toUInt32(length(arrayDistinct(arrayFilter((key, t) -> t <= goal_at + times[1], ${of('j', 'session')}, times))))) AS goal_sessions,
  ${Object.keys(DIMENSIONS)
    .map((name) => `${first(name)} AS ${name}`)
    .join(',\n  ')},
  toUInt8(number > 1) AS returning,
  arrayMap((id, e) -> if(id = '', UUIDNumToString(e), id), ${of('o', 'order_id')}, ${of('o', 'eid')}) AS orders,
  ${of('o', 'value')} AS order_values,
  ${of('o', 'currency')} AS order_currencies,
  ${params.add('version', 'UInt64', round)} AS version,
  ${['toUInt8(0) AS deleted', ...columns((name) => of('j', name))].join(',\n  ')}
FROM (
SELECT *, ${stages.advances}
FROM (
  SELECT person_id, journey_count, number, j, whole_since, all_codes, all_times, tells, ${tells.tellers}, ${orders} AS o, ${sequenceBytes(of('j', 'stage'))} AS stages, ${of('j', 't')} AS times,
    arrayDistinct(arrayCompact(${of('j', 'session')})) AS keys, ${stages.firsts}
  FROM (
    SELECT person_id, arraySplit((x, c) -> c, touchpoints, cuts) AS journeys, length(journeys) AS journey_count,
      ${of('touchpoints', 't')}[1] AS whole_since, ${tells.tells},
      ${onLast('code', 'UInt8')} AS whole_codes, ${onLast('t', 'Int64')} AS whole_times
    FROM (${cut})
  )
  ARRAY JOIN journeys AS j, arrayEnumerate(journeys) AS number, whole_codes AS all_codes, whole_times AS all_times
))`);
}

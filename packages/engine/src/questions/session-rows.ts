import type { Filter } from '@desirepath/schema';
import type { MoreColumns } from '../stitch/encode-journeys.ts';
import { type SessionRules, splitSessions, visitorSessions } from '../stitch/visitor-sessions.ts';
import type { Params } from './params.ts';
import type { Span } from './period.ts';

/** What a session is asked about, by where an event has it: its own is that of its first event that knows it. */
const DIMENSIONS = {
  device: 'device',
  channel: 'channel',
  source: 'source',
  medium: 'medium',
  campaign: 'campaign',
  country: 'country',
  browser: 'browser',
  os: 'os',
  landing: 'path',
} as const;

export type SessionDimension = keyof typeof DIMENSIONS;

/** What of sessions is wanted; whatever is, is carried along for every event, so less is quicker. */
export interface SessionsWanted {
  dimensions: readonly SessionDimension[];
  more?: MoreColumns;
  /** SELECT of the only `visitor_id`s that are looked at; by default all who were there in the span. */
  visitors?: string | undefined;
}

/** The dimensions of sessions that a filter names. */
export function filteredDimensions(filter: Filter | undefined): SessionDimension[] {
  return (Object.keys(DIMENSIONS) as SessionDimension[]).filter((name) => name in (filter ?? {}));
}

/**
 * A SELECT with one row a session: `visitor_id`, `nth` (1 for the visitor's first), `start`, `duration` (ms), `events`,
 * `opened_by` (number), `returning`, and what else is wanted. It holds every session of the visitors who were there in the
 * span: what a session is depends on all that its visitor did before.
 */
export function sessionRows(
  site: string,
  span: Span,
  rules: SessionRules,
  params: Params,
  { dimensions, more = { events: {}, columns: () => [] }, visitors }: SessionsWanted,
): string {
  const id = params.add('site', 'String', site);
  const present = [
    ...(span.from === null
      ? []
      : [`time >= fromUnixTimestamp64Milli(${params.add('from', 'Int64', span.from)}, 'UTC')`]),
    ...(span.to === null ? [] : [`time < fromUnixTimestamp64Milli(${params.add('to', 'Int64', span.to)}, 'UTC')`]),
  ];
  const there =
    visitors ??
    (present.length === 0
      ? undefined
      : `SELECT visitor_id FROM events WHERE site = ${id} AND ${present.join(' AND ')}`);
  const of = Object.fromEntries(dimensions.map((name) => [name, DIMENSIONS[name]]));
  const history = visitorSessions(
    { ...of, ...more.events },
    `site = ${id}${there === undefined ? '' : ` AND visitor_id IN (${there})`}`,
    rules,
    params,
  );
  const g = (name: string) => `g.${history.at(name)}`;
  const columns = [
    'visitor_id',
    'nth',
    `fromUnixTimestamp64Milli(${g('t')}[1], 'UTC') AS start`,
    `${g('t')}[-1] - ${g('t')}[1] AS duration`,
    'length(g) AS events',
    'opened AS opened_by',
    'toUInt8(nth > 1) AS returning',
    ...dimensions.map((name) => `arrayFirst(v -> v != '', ${g(name)}) AS ${name}`),
    ...more.columns(g),
  ];
  return `
SELECT ${columns.join(', ')}
FROM (${splitSessions(history)})
ARRAY JOIN groups AS g, openers AS opened, arrayEnumerate(groups) AS nth`;
}

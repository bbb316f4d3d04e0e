import type { MoreColumns } from '../stitch/encode-journeys.ts';
import { type SessionRules, visitorSessions } from '../stitch/visitor-sessions.ts';
import type { Params } from './params.ts';
import type { Span } from './period.ts';

/** Columns of a session that are those of its first event that knows them, and where an event has them. */
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

/**
 * A SELECT with one row a session: `visitor_id`, `nth` (1 for the visitor's first), `start`, `duration` (ms), `events`,
 * `opened_by` (number), `returning`, the dimensions, and more where asked for. It holds every session of the visitors who were there in the
 * span: what a session is depends on all that its visitor did before.
 */
export function sessionRows(
  site: string,
  span: Span,
  rules: SessionRules,
  params: Params,
  more: MoreColumns = { events: {}, columns: () => [] },
): string {
  const id = params.add('site', 'String', site);
  const present = [
    ...(span.from === null
      ? []
      : [`time >= fromUnixTimestamp64Milli(${params.add('from', 'Int64', span.from)}, 'UTC')`]),
    ...(span.to === null ? [] : [`time < fromUnixTimestamp64Milli(${params.add('to', 'Int64', span.to)}, 'UTC')`]),
  ];
  const visitors =
    present.length === 0
      ? ''
      : ` AND visitor_id IN (SELECT visitor_id FROM events WHERE site = ${id} AND ${present.join(' AND ')})`;
  const history = visitorSessions({ ...DIMENSIONS, ...more.events }, `site = ${id}${visitors}`, rules, params);
  const g = (name: string) => `g.${history.at(name)}`;
  const dimensions = Object.keys(DIMENSIONS).map((name) => `arrayFirst(v -> v != '', ${g(name)}) AS ${name}`);
  return `
SELECT visitor_id, nth, fromUnixTimestamp64Milli(${g('t')}[1], 'UTC') AS start, ${g('t')}[-1] - ${g('t')}[1] AS duration,
  length(g) AS events, opened AS opened_by, toUInt8(nth > 1) AS returning,
  ${[...dimensions, ...more.columns(g)].join(', ')}
FROM (
  SELECT visitor_id, arraySplit((x, o) -> o > 0, e, opened_by) AS groups, arrayFilter(o -> o > 0, opened_by) AS openers
  FROM (${history.text})
)
ARRAY JOIN groups AS g, openers AS opened, arrayEnumerate(groups) AS nth`;
}

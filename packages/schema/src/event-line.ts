import type { EventRow } from './event-row.ts';

/** What has to be known of an event without reading all of it again. */
export type EventKey = Pick<EventRow, 'site' | 'visitor_id' | 'event_id' | 'name' | 'client_time' | 'received_time'>;

/** An event as it is written ahead, and inserted: the line is never made twice. */
export interface EventLine extends EventKey {
  /** {@link eventLine} in UTF-8. As texts, the lines of a batch would be in memory twice. */
  line: Uint8Array;
}

/** The columns of `events` in the order of the values of a line. Those of {@link EventKey} come first. */
export const EVENT_COLUMNS = [
  'site',
  'visitor_id',
  'event_id',
  'name',
  'client_time',
  'received_time',
  'time',
  'sent_time',
  'skew_ms',
  'seq',
  'session_hint',
  'tab_id',
  'user_id',
  'host',
  'path',
  'url',
  'title',
  'referrer',
  'channel',
  'source',
  'medium',
  'campaign',
  'term',
  'content',
  'click_id',
  'device',
  'browser',
  'os',
  'country',
  'language',
  'order_id',
  'value',
  'currency',
  'items.id',
  'items.name',
  'items.brand',
  'items.category',
  'items.variant',
  'items.price',
  'items.quantity',
  'props',
  'nums',
  'lane',
  'revenue',
  'sdk',
] as const satisfies readonly (keyof EventRow)[];

/**
 * A row as one line of text: a JSON list of its values in the order of {@link EVENT_COLUMNS}, which is ClickHouse's
 * JSONCompactEachRow. Without the names it is half as long and takes half the time to read.
 */
export function eventLine(row: EventRow): string {
  // Value by value, as this is done for each event.
  return JSON.stringify([
    row.site,
    row.visitor_id,
    row.event_id,
    row.name,
    row.client_time,
    row.received_time,
    row.time,
    row.sent_time,
    row.skew_ms,
    row.seq,
    row.session_hint,
    row.tab_id,
    row.user_id,
    row.host,
    row.path,
    row.url,
    row.title,
    row.referrer,
    row.channel,
    row.source,
    row.medium,
    row.campaign,
    row.term,
    row.content,
    row.click_id,
    row.device,
    row.browser,
    row.os,
    row.country,
    row.language,
    row.order_id,
    row.value,
    row.currency,
    row['items.id'],
    row['items.name'],
    row['items.brand'],
    row['items.category'],
    row['items.variant'],
    row['items.price'],
    row['items.quantity'],
    row.props,
    row.nums,
    row.lane,
    row.revenue,
    row.sdk,
  ]);
}

/** The values of {@link EventKey} at the beginning of a line, as they nearly always are: without a character that JSON escapes. */
const KEY = /^\["([^"\\]*)","([^"\\]*)","([^"\\]*)","([^"\\]*)",(-?\d+),(-?\d+),/;

/**
 * Reads what has to be known of a line, and no more of it than that takes.
 *
 * @param text the line, or its beginning
 * @returns undefined where that is too short, or unusual
 */
export function readEventKey(text: string): EventKey | undefined {
  const found = KEY.exec(text);
  if (found === null) return undefined;
  const [, site = '', visitor_id = '', event_id = '', name = '', client = '', received = ''] = found;
  return { site, visitor_id, event_id, name, client_time: Number(client), received_time: Number(received) };
}

/** The whole row of a line. */
export function eventOfLine(line: string): EventRow {
  const values = JSON.parse(line) as unknown[];
  return Object.fromEntries(EVENT_COLUMNS.map((column, i) => [column, values[i]])) as unknown as EventRow;
}

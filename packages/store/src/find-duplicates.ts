import type { EventKey, Frame } from '@desirepath/schema';
import type { Connection } from './connection.ts';
import type { KnownEvents } from './known-events.ts';

/** Most bytes of one parameter of a question: a server takes no field of a form beyond 128 KiB. */
const PARAMETER_BYTES = 120_000;

/** What the table `events` replaces rows by. */
const keyOf = (site: string, visitor: string, time: number, id: string) =>
  JSON.stringify([site, visitor, time, id.toLowerCase()]);

type Row = Frame['rows'][number];

/**
 * Splits the rows of a frame into those to store and those that another frame has brought before, or that stand in
 * this one twice. Rows that this very frame has brought are not duplicates: it is being tried again.
 *
 * @param known tells of most events that they are new without a look at the table
 */
export async function findDuplicates(
  connection: Connection,
  frame: Frame,
  known?: KnownEvents,
): Promise<{ fresh: readonly Row[]; duplicates: Row[] }> {
  await known?.prepare(frame.rows);
  const suspects = known === undefined ? [...frame.rows.entries()] : suspectsOf(frame.rows, known);
  if (suspects.length === 0) return { fresh: frame.rows, duplicates: [] };
  const seen = new Set<string>();
  for (const rows of chunks(suspects.map(([, row]) => row))) {
    for (const key of await keysElsewhere(connection, frame.id, rows)) seen.add(key);
  }
  const places = new Set<number>();
  for (const [place, row] of suspects) {
    const key = keyOf(row.site, row.visitor_id, row.client_time, row.event_id);
    if (seen.has(key)) places.add(place);
    seen.add(key);
  }
  return {
    fresh: frame.rows.filter((_, place) => !places.has(place)),
    duplicates: frame.rows.filter((_, place) => places.has(place)),
  };
}

/** The rows, with their places, of which nobody can say that they are new, and any with the same ids. */
function suspectsOf(rows: readonly Row[], known: KnownEvents): [number, Row][] {
  const ids = new Set<string>();
  for (const row of rows) if (known.note(row)) ids.add(row.event_id.toLowerCase());
  return ids.size === 0 ? [] : [...rows.entries()].filter(([, row]) => ids.has(row.event_id.toLowerCase()));
}

async function keysElsewhere(connection: Connection, frame: string, rows: readonly EventKey[]): Promise<string[]> {
  const found = await connection.rows<{ site: string; visitor_id: string; time_ms: number; id: string }>({
    text: `SELECT site, visitor_id, toUnixTimestamp64Milli(client_time) AS time_ms, toString(event_id) AS id
      FROM events
      WHERE site IN {sites:Array(String)} AND visitor_id IN {visitors:Array(String)}
        AND event_id IN {ids:Array(UUID)} AND frame != {frame:String}
        AND client_time BETWEEN fromUnixTimestamp64Milli({from:Int64}) AND fromUnixTimestamp64Milli({to:Int64})`,
    params: {
      // Parts of other times are not opened at all.
      from: rows.reduce((least, { client_time }) => Math.min(least, client_time), Number.MAX_SAFE_INTEGER),
      to: rows.reduce((most, { client_time }) => Math.max(most, client_time), Number.MIN_SAFE_INTEGER),
      sites: unique(rows.map((row) => row.site)),
      visitors: unique(rows.map((row) => row.visitor_id)),
      ids: unique(rows.map((row) => row.event_id)),
      frame,
    },
  });
  return found.map((row) => keyOf(row.site, row.visitor_id, row.time_ms, row.id));
}

const unique = (values: string[]) => [...new Set(values)];

/** Portions of rows whose ids, and whose visitors, fit into a parameter. */
function* chunks(rows: readonly EventKey[]): Generator<EventKey[]> {
  let chunk: EventKey[] = [];
  let visitors = new Set<string>();
  let visitorBytes = 0;
  for (const row of rows) {
    // At worst every byte is escaped; then the quotes and the comma.
    const more = visitors.has(row.visitor_id) ? 0 : 2 * Buffer.byteLength(row.visitor_id) + 3;
    if (visitorBytes + more > PARAMETER_BYTES || (chunk.length + 1) * ID_BYTES > PARAMETER_BYTES) {
      yield chunk;
      chunk = [];
      visitors = new Set();
      visitorBytes = 0;
    }
    chunk.push(row);
    visitors.add(row.visitor_id);
    visitorBytes += more;
  }
  if (chunk.length > 0) yield chunk;
}

/** A UUID in quotes, and a comma. */
const ID_BYTES = 39;

import type { EventRow, Frame } from '@desirepath/schema';
import type { Connection } from './connection.ts';

/** Most bytes of one parameter of a question: a server takes no field of a form beyond 128 KiB. */
const PARAMETER_BYTES = 120_000;

/** What the table `events` replaces rows by. */
const keyOf = (site: string, visitor: string, time: number, id: string) =>
  JSON.stringify([site, visitor, time, id.toLowerCase()]);

/**
 * Splits the rows of a frame into those to store and those that another frame has brought before, or that stand in
 * this one twice. Rows that this very frame has brought are not duplicates: it is being tried again.
 */
export async function findDuplicates(
  connection: Connection,
  frame: Frame,
): Promise<{ fresh: EventRow[]; duplicates: EventRow[] }> {
  const known = new Set<string>();
  for (const rows of chunks(frame.rows)) {
    for (const key of await keysElsewhere(connection, frame.id, rows)) known.add(key);
  }
  const fresh: EventRow[] = [];
  const duplicates: EventRow[] = [];
  for (const row of frame.rows) {
    const key = keyOf(row.site, row.visitor_id, row.client_time, row.event_id);
    (known.has(key) ? duplicates : fresh).push(row);
    known.add(key);
  }
  return { fresh, duplicates };
}

async function keysElsewhere(connection: Connection, frame: string, rows: readonly EventRow[]): Promise<string[]> {
  const found = await connection.rows<{ site: string; visitor_id: string; time_ms: number; id: string }>({
    text: `SELECT site, visitor_id, toUnixTimestamp64Milli(client_time) AS time_ms, toString(event_id) AS id
      FROM events
      WHERE site IN {sites:Array(String)} AND visitor_id IN {visitors:Array(String)}
        AND event_id IN {ids:Array(UUID)} AND frame != {frame:String}`,
    params: {
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
function* chunks(rows: readonly EventRow[]): Generator<EventRow[]> {
  let chunk: EventRow[] = [];
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

import type { EventKey } from '@desirepath/schema';
import type { Connection } from './connection.ts';

/** Most bytes of one parameter of a question: a server takes no field of a form beyond 128 KiB. */
const PARAMETER_BYTES = 120_000;
/** A UUID in quotes, and a comma. */
const ID_BYTES = 39;
/** From so many rows on it is worth asking first what the table holds of their time at all. */
const MANY = 2000;
/** Most rows that such a question is answered with. */
const MOST = 20_000;
/** Tags send events within some seconds: most of a frame are no older than this at their receipt, ms. */
const NEAR_MS = 10_000;

/** What the table `events` replaces rows by. */
export const keyOf = (site: string, visitor: string, time: number, id: string) =>
  JSON.stringify([site, visitor, time, id.toLowerCase()]);

/** Of what these rows are known by, what the table has from other frames than the named one; and it may tell of other rows, too. */
export async function keysElsewhere(
  connection: Connection,
  frame: string,
  rows: readonly EventKey[],
): Promise<Set<string>> {
  const keys = new Set<string>();
  let left = rows;
  const near = rows.length < MANY ? [] : rows.filter(isNear);
  if (near.length >= MANY) {
    // Usually what other frames brought of that very time is little or nothing, and one question tells all of it.
    const found = await ask(connection, ELSEWHERE, frame, near, '', {}, MOST + 1);
    if (found.length <= MOST) {
      for (const key of found) keys.add(key);
      left = rows.filter((row) => !isNear(row));
    }
  }
  for (const some of chunks(left)) {
    const visitors = unique(some.map((row) => row.visitor_id));
    const ids = unique(some.map((row) => row.event_id));
    const are = 'AND visitor_id IN {visitors:Array(String)} AND event_id IN {ids:Array(UUID)}';
    for (const key of await ask(connection, ELSEWHERE, frame, some, are, { visitors, ids }, 0)) keys.add(key);
  }
  return keys;
}

const ELSEWHERE = 'frame != {frame:String}';
const OF_FRAME = "(frame = {frame:String} OR startsWith(frame, concat({frame:String}, '-')))";

/** Of what these rows are known by, what the table has by the named frame, or by one whose name begins with that and a dash. */
export async function keysOfFrame(
  connection: Connection,
  frame: string,
  rows: readonly EventKey[],
): Promise<Set<string>> {
  return new Set(await ask(connection, OF_FRAME, frame, rows, '', {}, 0));
}

function isNear({ client_time, received_time }: EventKey): boolean {
  return client_time > received_time - NEAR_MS && client_time <= received_time;
}

/**
 * The keys that frames brought from the time, and to the sites, of these rows.
 *
 * @param frames which frames these are, as against the named one
 */
async function ask(
  connection: Connection,
  frames: typeof ELSEWHERE | typeof OF_FRAME,
  frame: string,
  rows: readonly EventKey[],
  conditions: string,
  params: Record<string, string[]>,
  most: number,
): Promise<string[]> {
  const found = await connection.rows<{ site: string; visitor_id: string; time_ms: number; id: string }>({
    text: `SELECT site, visitor_id, toUnixTimestamp64Milli(client_time) AS time_ms, toString(event_id) AS id
      FROM events
      WHERE site IN {sites:Array(String)} ${conditions} AND ${frames}
        AND client_time BETWEEN fromUnixTimestamp64Milli({from:Int64}) AND fromUnixTimestamp64Milli({to:Int64})
      ${most > 0 ? `LIMIT ${most}` : ''}`,
    params: {
      ...params,
      // Parts of other times are not opened at all.
      from: rows.reduce((least, { client_time }) => Math.min(least, client_time), Number.MAX_SAFE_INTEGER),
      to: rows.reduce((most, { client_time }) => Math.max(most, client_time), Number.MIN_SAFE_INTEGER),
      sites: unique(rows.map((row) => row.site)),
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

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

/** An event without a time of its own may have come first so long before or after, ms: no client keeps any for longer. */
const ASIDE_MS = 31 * 86_400_000;

/** Whether the client did not say when the event was: each time it is sent, it has the time of its receipt. */
export const isUntimed = ({ client_time, received_time }: EventKey) => client_time === received_time;

/** What an event is known by: what the table `events` replaces rows by, but for a time that is none of its own. */
export const keyOf = (row: EventKey) =>
  keyFrom(row.site, row.visitor_id, isUntimed(row) ? undefined : row.client_time, row.event_id);

const keyFrom = (site: string, visitor: string, time: number | undefined, id: string) =>
  JSON.stringify([site, visitor, time, id.toLowerCase()]);

/** Of what these rows are known by, what the table has from other frames than the named one; and it may tell of other rows, too. */
export async function keysElsewhere(
  connection: Connection,
  frame: string,
  rows: readonly EventKey[],
): Promise<Set<string>> {
  const keys = new Set<string>();
  const untimed = rows.filter(isUntimed);
  let left = untimed.length === 0 ? rows : rows.filter((row) => !isUntimed(row));
  const near = left.length < MANY ? [] : left.filter(isNear);
  if (near.length >= MANY) {
    // Usually what other frames brought of that very time is little or nothing, and one question tells all of it.
    const found = await ask(connection, ELSEWHERE, frame, near, { most: MOST + 1 });
    if (found.length <= MOST) {
      for (const { site, visitor, time, id } of found) keys.add(keyFrom(site, visitor, time, id));
      left = left.filter((row) => !isNear(row));
    }
  }
  for (const some of chunks(left)) {
    for (const { site, visitor, time, id } of await ask(connection, ELSEWHERE, frame, some, { named: true })) {
      keys.add(keyFrom(site, visitor, time, id));
    }
  }
  for (const some of chunks(untimed)) {
    for (const { site, visitor, id } of await ask(connection, ELSEWHERE, frame, some, {
      named: true,
      aside: ASIDE_MS,
    })) {
      keys.add(keyFrom(site, visitor, undefined, id));
    }
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
  const found = await ask(connection, OF_FRAME, frame, rows);
  // Of a row that says no time of its own only the rest is known again.
  return new Set(
    found.flatMap(({ site, visitor, time, id }) => [
      keyFrom(site, visitor, time, id),
      keyFrom(site, visitor, undefined, id),
    ]),
  );
}

function isNear({ client_time, received_time }: EventKey): boolean {
  return client_time > received_time - NEAR_MS && client_time <= received_time;
}

interface Found {
  site: string;
  visitor: string;
  time: number;
  id: string;
}

/**
 * What frames brought from the time, and to the sites, of these rows.
 *
 * @param frames which frames these are, as against the named one
 * @param how whether only their visitors and ids are asked for; how much time before and after is looked at, ms; and how many at most are told
 */
function ask(
  connection: Connection,
  frames: typeof ELSEWHERE | typeof OF_FRAME,
  frame: string,
  rows: readonly EventKey[],
  { named = false, aside = 0, most = 0 }: { named?: boolean; aside?: number; most?: number } = {},
): Promise<Found[]> {
  const times = { from: Number.MAX_SAFE_INTEGER, to: Number.MIN_SAFE_INTEGER };
  for (const { client_time } of rows) {
    times.from = Math.min(times.from, client_time - aside);
    times.to = Math.max(times.to, client_time + aside);
  }
  return connection.rows<Found>({
    text: `SELECT site, visitor_id AS visitor, toUnixTimestamp64Milli(client_time) AS time, toString(event_id) AS id
      FROM events
      WHERE site IN {sites:Array(String)} AND ${frames}
        ${named ? 'AND visitor_id IN {visitors:Array(String)} AND event_id IN {ids:Array(UUID)}' : ''}
        AND client_time BETWEEN fromUnixTimestamp64Milli({from:Int64}) AND fromUnixTimestamp64Milli({to:Int64})
      ${most > 0 ? `LIMIT ${most}` : ''}`,
    params: {
      // Parts of other times are not opened at all.
      ...times,
      sites: unique(rows.map((row) => row.site)),
      frame,
      ...(named
        ? { visitors: unique(rows.map((row) => row.visitor_id)), ids: unique(rows.map((row) => row.event_id)) }
        : {}),
    },
  });
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

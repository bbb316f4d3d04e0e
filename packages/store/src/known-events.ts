import type { EventKey } from '@desirepath/schema';
import type { Connection } from './connection.ts';

/** Most events remembered: some seconds of a flood, days of a small shop. */
const MOST = 500_000;
/** Events are remembered, and forgotten, by the time that the client gave them, in slots of so many ms. */
const SLOT_MS = 10_000;
/** So far ahead of the clock events are remembered; those of clocks that are further ahead are looked up. */
const AHEAD_MS = 3_600_000;

/**
 * Knows of the events of late whether they can be in the table already, so that almost none has to be looked up there.
 *
 * Between two moments, `since` and `until`, it remembers every event that the table may hold, by client_time, which is the same
 * whenever an event is sent again: an event of that time that it does not remember is new for certain. About all others it says
 * nothing. Nobody else may write the table, so it serves an embedded ClickHouse only.
 */
export class KnownEvents {
  readonly #connection: Connection;
  readonly #most: number;
  readonly #slots = new Map<number, NumberSet>();
  #since = 0;
  #until: number | undefined;
  #count = 0;

  /** @param most events that are remembered */
  constructor(connection: Connection, most = MOST) {
    this.#connection = connection;
    this.#most = most;
  }

  /** Moves on with the clock: what the table holds of the time to come, as some clocks are ahead, is read from it. */
  async prepare(rows: readonly EventKey[]): Promise<void> {
    if (rows.length === 0) return;
    let first = Number.POSITIVE_INFINITY;
    let last = 0;
    for (const { received_time } of rows) {
      first = Math.min(first, received_time);
      last = Math.max(last, received_time);
    }
    const from = this.#until ?? startOfSlot(first);
    if (this.#until !== undefined && last + AHEAD_MS / 2 < from) return;
    const to = startOfSlot(Math.max(last, from) + AHEAD_MS);
    // The parts know from when to when their rows are: most are not even opened.
    const ahead = await this.#connection.rows<{ id: string; time_ms: number }>({
      text: `SELECT toString(event_id) AS id, toUnixTimestamp64Milli(client_time) AS time_ms FROM events
        WHERE client_time >= fromUnixTimestamp64Milli({from:Int64}) AND client_time < fromUnixTimestamp64Milli({to:Int64})
        LIMIT {most:UInt32}`,
      params: { from, to, most: this.#most + 1 },
    });
    if (this.#until === undefined) this.#since = from;
    this.#until = to;
    if (ahead.length > this.#most) {
      // More than can be remembered: until that time is over, everything is looked up.
      this.#slots.clear();
      this.#count = 0;
      this.#since = to;
    } else for (const { id, time_ms } of ahead) this.#add(id, time_ms);
  }

  /** Whether the table may hold the event; from now on it may. */
  note({ event_id, client_time }: EventKey): boolean {
    return client_time < this.#since || client_time >= (this.#until ?? 0) || this.#add(event_id, client_time);
  }

  /** Whether it was there. */
  #add(id: string, time: number): boolean {
    const no = Math.floor(time / SLOT_MS);
    let slot = this.#slots.get(no);
    if (slot === undefined) {
      slot = new NumberSet();
      this.#slots.set(no, slot);
    }
    if (!slot.add(numberOf(id))) return true;
    this.#count += 1;
    if (this.#count > this.#most) this.#forget();
    return false;
  }

  /** Lets the oldest slots go until half of the room is free. */
  #forget(): void {
    const oldest = [...this.#slots.keys()].sort((a, b) => a - b);
    for (const no of oldest) {
      if (this.#count <= this.#most / 2) break;
      this.#count -= this.#slots.get(no)?.size ?? 0;
      this.#slots.delete(no);
      this.#since = (no + 1) * SLOT_MS;
    }
  }
}

function startOfSlot(time: number): number {
  return time - (time % SLOT_MS);
}

/** The last twelve digits of a UUID. Two ids with the same ones are looked up in the table, and no more. */
function numberOf(id: string): number {
  return (Number.parseInt(id.slice(-12), 16) || 0) + 1;
}

/** A set of positive whole numbers, eight bytes a place: a Set of as many would keep the garbage collector busy. */
class NumberSet {
  size = 0;
  #places = new Float64Array(64);

  /** False when it was there already. */
  add(value: number): boolean {
    if (2 * this.size >= this.#places.length) this.#grow();
    if (!put(this.#places, value)) return false;
    this.size += 1;
    return true;
  }

  #grow(): void {
    const places = new Float64Array(2 * this.#places.length);
    for (const value of this.#places) if (value !== 0) put(places, value);
    this.#places = places;
  }
}

/** Open addressing; there is always a free place. */
function put(places: Float64Array, value: number): boolean {
  const mask = places.length - 1;
  for (let at = Math.imul(value | 0, 0x9e3779b1) >>> 7; ; at++) {
    const there = places[at & mask];
    if (there === value) return false;
    if (there === 0) {
      places[at & mask] = value;
      return true;
    }
  }
}

import { type EventKey, type EventLine, eventOfLine, readEventKey } from '@desirepath/schema';

/** Bytes in which nearly always stands what an event is known by. */
const HEAD = 200;

/** An event as it lies in the spool: its line stays the bytes that were read. */
export class SpooledLine implements EventLine {
  readonly site: string;
  readonly visitor_id: string;
  readonly event_id: string;
  readonly name: string;
  readonly client_time: number;
  readonly received_time: number;
  readonly #bytes: Buffer;
  readonly #from: number;
  readonly #to: number;

  /** @param bytes in which the line stands, from one place to another */
  constructor(bytes: Buffer, from: number, to: number) {
    this.#bytes = bytes;
    this.#from = from;
    this.#to = to;
    const key: EventKey =
      readEventKey(bytes.toString('utf8', from, Math.min(to, from + HEAD))) ??
      eventOfLine(bytes.toString('utf8', from, to));
    this.site = key.site;
    this.visitor_id = key.visitor_id;
    this.event_id = key.event_id;
    this.name = key.name;
    this.client_time = key.client_time;
    this.received_time = key.received_time;
  }

  get line(): Uint8Array {
    return this.#bytes.subarray(this.#from, this.#to);
  }
}

const NEWLINE = 10;

/** The lines from a place on. */
export function* spooledLines(bytes: Buffer, from: number): Generator<SpooledLine> {
  while (from < bytes.length) {
    const end = bytes.indexOf(NEWLINE, from);
    const to = end < 0 ? bytes.length : end;
    yield new SpooledLine(bytes, from, to);
    from = to + 1;
  }
}

import {
  type AccountingRow,
  type BotRow,
  type EventRow,
  eventLine,
  type Frame,
  type RejectRow,
  type Verdict,
} from '@desirepath/schema';
import { LineBuffer } from './line-buffer.ts';
import type { Fate } from './recent-ids.ts';

/** What stands in the first line of a frame in the spool; the events follow, a line each. Its id is made of its bytes. */
export type FrameHead = Required<Omit<Frame, 'id' | 'rows'>>;

const MINUTE = 60_000;

/** A frame that is still being filled. */
export class FrameDraft {
  /** Whether it is on the disk. An object of its own: it is remembered for longer than what is in the frame. */
  readonly fate: Fate = { isDurable: false };
  /** About how many bytes it has. */
  size = 0;
  /** Requests that share it. */
  requests = 0;
  readonly #lines = new LineBuffer();
  readonly #rejects: RejectRow[] = [];
  readonly #bots: BotRow[] = [];
  readonly #accounting = new Map<string, AccountingRow>();
  #lastReceived: AccountingRow | undefined;

  addRow(row: EventRow): void {
    const line = eventLine(row);
    this.#lines.add(line);
    this.size += line.length;
  }

  addReject(row: RejectRow): void {
    this.#rejects.push(row);
    this.size += row.raw.length + row.detail.length;
  }

  addBot(row: BotRow): void {
    this.#bots.push(row);
    this.size += row.raw.length + row.agent.length;
  }

  /** Counts what came in at the door, before anything is known of it. */
  receive(site: string, received: number, count: number): void {
    this.requests += 1;
    let row = this.#lastReceived;
    // Most are of the site and the minute of the one before.
    if (row?.site !== site || row.minute !== minuteOf(received)) row = this.#account(site, received, 'stored', '');
    row.received = (row.received ?? 0) + count;
    this.#lastReceived = row;
  }

  count(site: string, received: number, verdict: Verdict, reason: string, count = 1): void {
    this.#account(site, received, verdict, reason).count += count;
  }

  #account(site: string, received: number, verdict: Verdict, reason: string): AccountingRow {
    const minute = minuteOf(received);
    const key = `${site}\n${minute}\n${verdict}\n${reason}`;
    let row = this.#accounting.get(key);
    if (row === undefined) {
      row = { site, minute, verdict, reason, count: 0 };
      this.#accounting.set(key, row);
    }
    return row;
  }

  /** The head, and the lines of the events as they will be inserted. */
  toBytes(): Buffer {
    const head: FrameHead = { rejects: this.#rejects, bots: this.#bots, accounting: [...this.#accounting.values()] };
    return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), this.#lines.bytes]);
  }
}

function minuteOf(time: number): number {
  return Math.floor(time / MINUTE) * MINUTE;
}

import type { AccountingRow, BotRow, EventRow, Frame, RejectRow, Verdict } from '@desirepath/schema';

/** A frame as it lies in the spool: all but its id, which is made of its bytes. */
export type FrameBody = Omit<Frame, 'id'>;

const MINUTE = 60_000;

/** What makes an event the same when it comes again. */
export function eventKey(row: EventRow): string {
  return `${row.site}\n${row.event_id}\n${row.visitor_id}`;
}

/** A frame that is still being filled. */
export class FrameDraft {
  readonly keys = new Set<string>();
  /** About how many bytes it has. */
  size = 0;
  readonly #rows: string[] = [];
  readonly #rejects: string[] = [];
  readonly #bots: string[] = [];
  readonly #accounting = new Map<string, AccountingRow>();

  addRow(key: string, row: EventRow): void {
    this.keys.add(key);
    this.size += push(this.#rows, row);
  }

  addReject(row: RejectRow): void {
    this.size += push(this.#rejects, row);
  }

  addBot(row: BotRow): void {
    this.size += push(this.#bots, row);
  }

  /** Counts what came in at the door, before anything is known of it. */
  receive(site: string, received: number, count: number): void {
    const row = this.#account(site, received, 'stored', '');
    row.received = (row.received ?? 0) + count;
  }

  count(site: string, received: number, verdict: Verdict, reason: string, count = 1): void {
    this.#account(site, received, verdict, reason).count += count;
  }

  #account(site: string, received: number, verdict: Verdict, reason: string): AccountingRow {
    const minute = Math.floor(received / MINUTE) * MINUTE;
    const key = `${site}\n${minute}\n${verdict}\n${reason}`;
    let row = this.#accounting.get(key);
    if (row === undefined) {
      row = { site, minute, verdict, reason, count: 0 };
      this.#accounting.set(key, row);
    }
    return row;
  }

  /** JSON of a {@link FrameBody}. */
  toBytes(): Buffer {
    const accounting = JSON.stringify([...this.#accounting.values()]);
    return Buffer.from(
      `{"rows":[${this.#rows.join()}],"rejects":[${this.#rejects.join()}],"bots":[${this.#bots.join()}],"accounting":${accounting}}`,
    );
  }
}

function push(list: string[], row: object): number {
  const text = JSON.stringify(row);
  list.push(text);
  return text.length;
}

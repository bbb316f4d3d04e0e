import { setImmediate, setTimeout } from 'node:timers/promises';
import type { EventRow, ParsedEvent, RejectRow, Verdict } from '@desirepath/schema';
import type { Spool } from '@desirepath/spool';
import { OF_DAY } from '../gate/daily-salt.ts';
import { FrameDraft } from './frame-draft.ts';
import { type Bringer, RecentIds } from './recent-ids.ts';

/**
 * Shortest time from one write to the next while several requests share each, ms. An fdatasync costs the processor as much as several
 * requests do: under load they wait a little for one that they share. Who sends one request after the other waits for nothing.
 */
const WRITE_EVERY_MS = 8;
/** A frame is closed when it has grown to this. */
const FRAME_BYTES = 1024 * 1024;
/**
 * When it has grown to this it ends in the middle of a request, as the spool takes no more than 64 MiB at once. Sizes are counted in
 * characters, and none of those takes more than six bytes.
 */
const MOST_BYTES = 8 * 1024 * 1024;

/** What the receiver knows of the sender, for the events of bots. */
export interface BotHint {
  /** What gave the bot away. */
  reason: string;
  agent: string;
}

/** What became of a request's events, and when that is safe to say. */
export interface Admission {
  /** One for each event, in their order. */
  verdicts: Verdict[];
  /** Resolves once it is on the disk; rejects when it could not be written, and then nothing of it counts. */
  durable: Promise<void>;
}

/**
 * Gathers what requests bring into frames: everything that comes while one frame is being written goes into the next, so a lone
 * request waits for nothing and many share one write.
 */
export class FrameWriter {
  readonly #spool: Spool;
  readonly #recent: RecentIds;
  /** The frame that still takes in; undefined: the next request begins one. */
  #open: { draft: FrameDraft; written: Promise<void> } | undefined;
  /** Resolves when the last frame begun so far is written, or has failed. */
  #tail: Promise<void> = Promise.resolve();
  /** When the last write began, ms of the monotonic clock. */
  #writtenAt = Number.NEGATIVE_INFINITY;
  /** Whether several requests shared it. */
  #wasShared = false;

  constructor(spool: Spool, recentIds: number) {
    this.#spool = spool;
    this.#recent = new RecentIds(recentIds);
  }

  /** Takes the events of one request: into one frame, unless there is too much of them for one. */
  add(site: string, received: number, events: readonly ParsedEvent[], hint: BotHint): Admission {
    const verdicts: Verdict[] = [];
    const writes: Promise<void>[] = [];
    do {
      const { draft, written } = this.#frame();
      const before = verdicts.length;
      this.#fill(draft, site, received, events, hint, verdicts);
      draft.receive(site, received, verdicts.length - before);
      writes.push(written);
    } while (verdicts.length < events.length);
    const [first = Promise.resolve()] = writes;
    // Where one of several fails the sender sends all of it again, and what is there already is known by its ids.
    return { verdicts, durable: writes.length === 1 ? first : Promise.all(writes).then(() => undefined) };
  }

  /** Adds events to a frame, from the first that has no verdict yet, until there are none left or the frame is full. */
  #fill(
    draft: FrameDraft,
    site: string,
    received: number,
    events: readonly ParsedEvent[],
    hint: BotHint,
    verdicts: Verdict[],
  ): void {
    // The same id at another owner is another event. Most requests have one, and so one text for all their events.
    let owner: string | undefined;
    let bringer: Bringer = { owner: '', fate: draft.fate };
    for (let event = events[verdicts.length]; event !== undefined; event = events[verdicts.length]) {
      if (draft.size >= MOST_BYTES) return;
      let verdict: Verdict = event.verdict;
      if (event.verdict === 'stored') {
        const { row } = event;
        const is = ownerOf(row);
        if (is !== owner) {
          owner = is;
          bringer = { owner: `${site}\n${is}`, fate: draft.fate };
        }
        if (this.#recent.isKnown(row.event_id, bringer)) {
          draft.count(site, received, 'duplicate', '');
          verdict = 'duplicate';
        } else draft.addRow(row);
      } else if (event.verdict === 'rejected') {
        const { rejection, raw, id = '' } = event;
        draft.addReject({ site, received_time: received, event_id: id, ...rejection, raw });
        draft.count(site, received, 'rejected', rejection.reason);
      } else {
        const { id = '', name, raw } = event;
        draft.addBot({ site, received_time: received, event_id: id, name, ...hint, raw });
        draft.count(site, received, 'bot', '');
      }
      verdicts.push(verdict);
    }
  }

  /** Takes a request that was refused as a whole; `row` is missing where only the number is kept. */
  addRefused(site: string, received: number, reason: string, count: number, row: RejectRow | undefined): Promise<void> {
    const { draft, written } = this.#frame();
    if (row !== undefined) draft.addReject(row);
    draft.receive(site, received, count);
    draft.count(site, received, 'rejected', reason, count);
    return written;
  }

  /** Counts events that came too fast; nothing else of them is kept. */
  addLimited(site: string, received: number, reason: string, count: number): Promise<void> {
    const { draft, written } = this.#frame();
    draft.receive(site, received, count);
    draft.count(site, received, 'limited', reason, count);
    return written;
  }

  /** Waits for everything that was added so far. */
  settle(): Promise<void> {
    return this.#tail;
  }

  #frame(): { draft: FrameDraft; written: Promise<void> } {
    if (this.#open === undefined || this.#open.draft.size >= FRAME_BYTES) {
      const draft = new FrameDraft();
      this.#open = { draft, written: this.#write(draft, this.#tail) };
      this.#tail = this.#open.written.catch(() => undefined);
    }
    return this.#open;
  }

  async #write(draft: FrameDraft, before: Promise<void>): Promise<void> {
    await before;
    const left = this.#wasShared && draft.size < FRAME_BYTES ? this.#writtenAt + WRITE_EVERY_MS - performance.now() : 0;
    // Lets the requests that came in with this one join; where the last ones have just been written, those of some ms.
    await (left > 0.5 ? setTimeout(left) : setImmediate());
    this.#writtenAt = performance.now();
    this.#wasShared = draft.requests > 1;
    // From here on the frame never changes.
    if (this.#open?.draft === draft) this.#open = undefined;
    await this.#spool.append(draft.toBytes());
    draft.fate.isDurable = true;
  }
}

/**
 * Whose an event is when it is told from others with its id: its visitor's. A browser without an id is another visitor from another address
 * and on another day, where its event may be sent again; there it is the time that the client gave, where it gave one.
 */
function ownerOf({ visitor_id, client_time, received_time }: EventRow): string {
  const isOfDay = visitor_id.startsWith(OF_DAY) && client_time !== received_time;
  return isOfDay ? `${OF_DAY}${client_time}` : visitor_id;
}

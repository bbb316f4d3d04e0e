import { join } from 'node:path';
import { encodeFrame } from './frame.ts';
import { type Position, segmentName } from './position.ts';
import { toSpoolError } from './spool-error.ts';
import type { SpoolFile, SpoolFiles } from './spool-files.ts';

/** Bytes written by one call, except for a larger frame that goes alone; more waiting appends go into the next. */
export const GROUP_BYTES = 4 * 1024 * 1024;

interface Waiting {
  frame: Buffer;
  resolve(position: Position): void;
  reject(error: unknown): void;
}

export interface WriterOptions {
  files: SpoolFiles;
  folder: string;
  segmentBytes: number;
  /** Number of the first segment it creates. */
  firstSegment: number;
  /** Milliseconds, for the length of a sync only. */
  clock: () => number;
  /** Frames became durable: `to` bytes of the segment are good now. */
  onDurable(segment: number, to: number, frames: number, ms: number): void;
  onFailure(error: unknown): void;
}

/** Appends frames to segments, as many as are waiting with one write and one fdatasync. */
export class SegmentWriter {
  readonly #options: WriterOptions;
  #next: number;
  #current: { segment: number; file: SpoolFile; end: number } | undefined;
  /** Number of a segment that takes no further group. */
  #ended: number | undefined;
  #waiting: Waiting[] = [];
  /** The group that is being written, or was last. */
  #group: Promise<void> = Promise.resolve();
  #running: Promise<void> | undefined;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#next = options.firstSegment;
  }

  /** Number of the segment that is being written, if one is. */
  get segment(): number | undefined {
    return this.#current?.segment;
  }

  /** Resolves with the frame's place once it is durable. */
  append(payload: Uint8Array): Promise<Position> {
    return new Promise<Position>((resolve, reject) => {
      this.#waiting.push({ frame: encodeFrame(payload), resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Waits for what is under way. */
  async settle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Ends the segment that is being written where it is now, if that is so far or further; what is being written is still in it. */
  async endFrom(bytes: number): Promise<void> {
    if (this.#current === undefined || this.#current.end < bytes) return;
    this.#ended = this.#current.segment;
    await this.#group;
  }

  /** Ends the segment that is being written, unless something is being written to it right now. */
  async endIdle(): Promise<void> {
    if (this.#running === undefined) await this.rotate();
  }

  /** Ends the segment that is being written; the next append begins another. Not while a write is under way. */
  async rotate(): Promise<void> {
    const ended = this.#current;
    this.#current = undefined;
    // Everything that counts in it is synced; a failing close can take nothing away.
    await ended?.file.close().catch(() => undefined);
  }

  async #run(): Promise<void> {
    // Lets the callers of this turn of the event loop join the first group.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      this.#group = this.#writeGroup(this.#takeGroup());
      await this.#group;
    }
    this.#running = undefined;
  }

  #takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { frame } of this.#waiting) {
      if (count > 0 && bytes + frame.length > GROUP_BYTES) break;
      bytes += frame.length;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #writeGroup(group: Waiting[]): Promise<void> {
    const { clock, onDurable, onFailure, segmentBytes } = this.#options;
    const only = group.length === 1 ? group[0] : undefined;
    const bytes = only === undefined ? Buffer.concat(group.map(({ frame }) => frame)) : only.frame;
    let syncing = false;
    try {
      const last = this.#current;
      if (last !== undefined && (last.segment === this.#ended || last.end + bytes.length > segmentBytes)) {
        await this.rotate();
      }
      this.#current ??= await this.#create();
      const { segment, file, end } = this.#current;
      await file.write(bytes, end);
      const begun = clock();
      syncing = true;
      await file.datasync();
      this.#current.end = end + bytes.length;
      onDurable(segment, this.#current.end, group.length, clock() - begun);
      let offset = end;
      for (const { frame, resolve } of group) {
        resolve({ segment, offset });
        offset += frame.length;
      }
    } catch (cause) {
      const error = toSpoolError(cause, this.#options.folder);
      await this.#cutBack(syncing);
      onFailure(error);
      for (const { reject } of group) reject(error);
    }
  }

  async #create(): Promise<{ segment: number; file: SpoolFile; end: number }> {
    const { files, folder } = this.#options;
    const segment = this.#next;
    const path = join(folder, segmentName(segment));
    const file = await files.open(path, 'create');
    // From here on the number is used, also if the folder cannot be synced.
    this.#next += 1;
    try {
      await files.syncFolder(folder);
    } catch (error) {
      await file.close().catch(() => undefined);
      await files.remove(path).catch(() => undefined);
      throw error;
    }
    return { segment, file, end: 0 };
  }

  /**
   * Takes back what was written beyond the last good frame. After a failed sync nobody knows what is on the disk, and a second
   * sync would claim success for pages the system has already dropped: such a segment is never written again.
   */
  async #cutBack(syncFailed: boolean): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    try {
      await current.file.truncate(current.end);
      if (syncFailed) await this.rotate();
    } catch {
      await this.rotate();
    }
  }
}

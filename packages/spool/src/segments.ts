import { join } from 'node:path';
import { type Position, parseName, segmentName, shippedName } from './position.ts';
import { readFrames } from './read-frames.ts';
import { renewTail } from './renew-tail.ts';
import { GROUP_BYTES } from './segment-writer.ts';
import type { SpoolFiles } from './spool-files.ts';

interface Segment {
  segment: number;
  /** Bytes that are good. */
  end: number;
  /** When this process began it, ms; undefined: another one did. */
  begunAt?: number;
  /** When its last frame was shipped, ms; undefined: not all of it is. */
  shippedAt: number | undefined;
  name: string;
}

/** The segment files of a folder: what lies in them, and how long they stay. */
export class Segments {
  readonly #files: SpoolFiles;
  readonly #folder: string;
  /** By number, ascending. */
  readonly #all: Segment[];

  private constructor(files: SpoolFiles, folder: string, all: Segment[]) {
    this.#files = files;
    this.#folder = folder;
    this.#all = all;
  }

  static async find(files: SpoolFiles, folder: string): Promise<Segments> {
    const all: Segment[] = [];
    for (const name of await files.list(folder)) {
      const parsed = parseName(name);
      if (parsed === undefined) continue;
      const file = await files.open(join(folder, name), 'read');
      try {
        all.push({ segment: parsed.segment, end: await file.size(), shippedAt: parsed.shippedAt, name });
      } finally {
        await file.close();
      }
    }
    all.sort((a, b) => a.segment - b.segment);
    return new Segments(files, folder, all);
  }

  get count(): number {
    return this.#all.length;
  }

  get bytes(): number {
    return this.#all.reduce((sum, { end }) => sum + end, 0);
  }

  /** Highest number in use, 0 when there are none. */
  get last(): number {
    return this.#all.at(-1)?.segment ?? 0;
  }

  get firstUnshipped(): number {
    return this.#all.find(({ shippedAt }) => shippedAt === undefined)?.segment ?? this.last + 1;
  }

  /** How many there are up to a number. */
  upTo(segment: number): number {
    return this.#all.filter((one) => one.segment <= segment).length;
  }

  /** Segments that may hold unshipped frames, from a number on. */
  from(segment: number): { segment: number; end: number }[] {
    return this.#all.filter((one) => one.segment >= segment && one.shippedAt === undefined).map((one) => ({ ...one }));
  }

  /** Notes that `to` bytes of a segment are good now, at `now`; returns how many more these are. */
  grow(segment: number, to: number, now: number): number {
    const known = this.#all.at(-1);
    if (known?.segment === segment) {
      const more = to - known.end;
      known.end = to;
      return more;
    }
    this.#all.push({ segment, end: to, begunAt: now, shippedAt: undefined, name: segmentName(segment) });
    return to;
  }

  /**
   * Reads everything that is not shipped, cuts off what a crash left half-written at the end of a segment, and makes
   * durable what it found, as a process that was killed, or whose sync failed, did not come to that. Only the last group that
   * was written to a segment can be concerned: the next one is only begun when it is durable.
   */
  async scan(shipped: Position, warn: (message: string) => void): Promise<{ frames: number; bytes: number }> {
    const pending = { frames: 0, bytes: 0 };
    for (const one of this.#all) {
      if (one.shippedAt !== undefined || one.segment < shipped.segment) continue;
      const path = join(this.#folder, one.name);
      const from = one.segment === shipped.segment ? shipped.offset : 0;
      const file = await this.#files.open(path, 'update');
      try {
        let lastFrame = from;
        for await (const found of readFrames(file, from, one.end)) {
          if (found.kind === 'frame') {
            lastFrame = found.offset;
            pending.frames += 1;
            pending.bytes += found.payload.length;
          } else if (found.end === one.end) {
            warn(`The last ${found.end - found.offset} bytes of ${path} are no whole frame; they are cut off.`);
            one.end = found.offset;
            await file.truncate(found.offset).catch(() => undefined);
          } else {
            warn(`${found.end - found.offset} bytes of ${path} are damaged and are passed over.`);
          }
        }
        await renewTail(file, Math.max(from, Math.min(lastFrame, one.end - GROUP_BYTES)), one.end);
        await file.datasync();
      } finally {
        await file.close();
      }
    }
    return pending;
  }

  /** Whether a segment was begun by this process before a moment, and everything in it lies before a place. */
  isDone(segment: number, shipped: Position, before: number): boolean {
    const one = this.#all.find((other) => other.segment === segment);
    return one?.begunAt !== undefined && one.begunAt <= before && isBefore(one, shipped);
  }

  /** Marks what is shipped, and removes what was shipped long enough ago. */
  async sweep(shipped: Position, writing: number | undefined, now: number, keepMs: number): Promise<void> {
    for (const one of this.#all) {
      if (one.shippedAt !== undefined || !isBefore(one, shipped) || one.segment === writing) continue;
      one.shippedAt = now;
      const name = shippedName(one.segment, now);
      // The name only remembers the moment for later processes; where it cannot be changed, they count from their start.
      const renamed = await this.#files.rename(join(this.#folder, one.name), join(this.#folder, name)).then(
        () => true,
        () => false,
      );
      if (renamed) one.name = name;
    }
    for (const one of [...this.#all]) {
      if (one.shippedAt === undefined || now - one.shippedAt < keepMs) continue;
      const gone = await this.#files.remove(join(this.#folder, one.name)).then(
        () => true,
        () => false,
      );
      if (gone) this.#all.splice(this.#all.indexOf(one), 1);
    }
  }
}

function isBefore(one: { segment: number; end: number }, shipped: Position): boolean {
  return one.segment < shipped.segment || (one.segment === shipped.segment && one.end <= shipped.offset);
}

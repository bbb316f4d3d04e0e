import { basename, dirname } from 'node:path';
import type { SpoolFile, SpoolFiles } from '../src/spool-files.ts';
import type { Random } from './random.ts';

const SECTOR = 512;

interface Inode {
  /** What a process sees. */
  seen: Buffer;
  /** What the platter has. */
  durable: Buffer;
  /** Spans of `seen` that the next sync has to write. */
  dirty: [from: number, to: number][];
}

/** Faults to come. */
export interface Faults {
  /** Chance that an operation fails with EIO. */
  eio: number;
  /** Chance that a datasync fails; as on Linux, the pages it should have written count as clean from then on. */
  datasync: number;
  /** Bytes the disk takes. */
  capacity: number;
}

export const NO_FAULTS: Faults = { eio: 0, datasync: 0, capacity: Number.POSITIVE_INFINITY };

/** The power went: every operation of that time fails, the process is over. */
export class PowerCut extends Error {}

/**
 * A disk with a page cache. A power cut keeps what was synced, and of the rest any sectors it likes, some of them with a
 * flipped bit; names of files that were not synced may be gone as well.
 */
export class SimulatedDisk {
  faults: Faults = { ...NO_FAULTS };
  readonly #random: Random;
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #era = 0;
  /** Operations until the power goes; negative: never. */
  cutAfter = -1;

  constructor(random: Random) {
    this.#random = random;
  }

  get used(): number {
    let sum = 0;
    for (const inode of this.#names.values()) sum += inode.seen.length;
    return sum;
  }

  /** What is there when the power comes back. */
  powerCut(): void {
    this.#era += 1;
    this.cutAfter = -1;
    // A name that was not synced may or may not have made it; so may a removal.
    const names = new Map(this.#durableNames);
    for (const [name, inode] of this.#names) if (!names.has(name) && this.#random.chance(0.5)) names.set(name, inode);
    for (const name of this.#durableNames.keys()) {
      if (!this.#names.has(name) && this.#random.chance(0.5)) names.delete(name);
    }
    // New ones, so that a write the dead process still had under way cannot reach them.
    this.#names = new Map([...names].map(([name, inode]) => [name, this.#torn(inode)]));
    this.#durableNames = new Map(this.#names);
  }

  #torn(inode: Inode): Inode {
    const { seen, durable } = inode;
    const length = this.#random.chance(0.5)
      ? seen.length
      : this.#random.int(Math.min(seen.length, durable.length), seen.length);
    const after = Buffer.alloc(length);
    const [seenPadded, durablePadded] = [Buffer.concat([seen, after]), Buffer.concat([durable, after])];
    for (let at = 0; at < length; at += SECTOR) {
      const end = Math.min(at + SECTOR, length);
      // The old sector (zeros where there was none), the new one, or the new one with a bit flipped in what is new.
      const fate = this.#random.int(0, 2);
      (fate === 0 ? durablePadded : seenPadded).copy(after, at, at, end);
      const flipped = this.#random.int(at, end - 1);
      const isSynced = flipped < durable.length && durable[flipped] === seen[flipped];
      if (fate === 2 && !isSynced) after[flipped] = (after[flipped] ?? 0) ^ (1 << this.#random.int(0, 7));
    }
    return { seen: after, durable: Buffer.from(after), dirty: [] };
  }

  /** The disk as a process that starts now sees it. */
  files(): SpoolFiles {
    const era = this.#era;
    // What an operation does, it does in the same instant as the look at the power: no cut comes in between.
    const step: Step = async (action, isFaulty = true) => {
      await Promise.resolve();
      if (era !== this.#era) throw new PowerCut();
      if (this.cutAfter === 0) {
        this.powerCut();
        throw new PowerCut();
      }
      if (this.cutAfter > 0) this.cutAfter -= 1;
      if (isFaulty && this.#random.chance(this.faults.eio)) throw failure('EIO');
      return action();
    };
    return {
      makeFolder: () => step(() => {}, false),
      list: (path) =>
        step(() => [...this.#names.keys()].filter((name) => dirname(name) === path).map((name) => basename(name))),
      open: (path, mode) =>
        step(() => {
          if (mode === 'create') {
            if (this.#names.has(path)) throw failure('EEXIST');
            this.#names.set(path, { seen: Buffer.alloc(0), durable: Buffer.alloc(0), dirty: [] });
          }
          return this.#file(this.#inode(path), step);
        }),
      rename: (from, to) =>
        step(() => {
          this.#names.set(to, this.#inode(from));
          this.#names.delete(from);
        }),
      remove: (path) =>
        step(() => {
          if (!this.#names.delete(path)) throw failure('ENOENT');
        }),
      syncFolder: () =>
        step(() => {
          this.#durableNames = new Map(this.#names);
        }),
      lock: async () => async () => {},
    };
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw failure('ENOENT');
    return inode;
  }

  #file(inode: Inode, step: Step): SpoolFile {
    return {
      write: async (bytes, position) => {
        // As the system does, it takes what there is room for before it says no; and a cut may come in the middle.
        const grown = Math.max(0, position + bytes.length - inode.seen.length);
        const room = Math.max(0, this.faults.capacity - this.used);
        const taken = grown > room ? bytes.length - (grown - room) : bytes.length;
        const half = this.#random.int(0, taken);
        await step(() => put(inode, bytes.subarray(0, half), position));
        await step(() => put(inode, bytes.subarray(half, taken), position + half));
        if (taken < bytes.length) throw failure('ENOSPC');
      },
      read: (into, position) => step(() => (position >= inode.seen.length ? 0 : inode.seen.copy(into, 0, position))),
      datasync: () =>
        step(() => {
          const { dirty } = inode;
          inode.dirty = [];
          // After a failed sync the pages count as clean: the next one does not write them, and says that all is well.
          if (this.#random.chance(this.faults.datasync)) throw failure('EIO');
          inode.durable = inode.durable.subarray(0, inode.seen.length);
          for (const [from, to] of dirty) {
            const grown = Math.max(inode.durable.length, Math.min(to, inode.seen.length));
            inode.durable = Buffer.concat([inode.durable, Buffer.alloc(grown - inode.durable.length)]);
            inode.seen.copy(inode.durable, from, from, Math.min(to, inode.seen.length));
          }
        }),
      truncate: (length) =>
        step(() => {
          inode.seen = Buffer.from(inode.seen.subarray(0, length));
        }),
      size: () => step(() => inode.seen.length),
      close: async () => {},
    };
  }
}

type Step = <T>(action: () => T, isFaulty?: boolean) => Promise<T>;

function put(inode: Inode, bytes: Uint8Array, position: number): void {
  if (bytes.length === 0) return;
  if (position + bytes.length > inode.seen.length) {
    inode.seen = Buffer.concat([inode.seen, Buffer.alloc(position + bytes.length - inode.seen.length)]);
  }
  inode.seen.set(bytes, position);
  inode.dirty.push([position, position + bytes.length]);
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code });
}

import { basename, dirname } from 'node:path';
import { Inode } from './inode.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Faults that come by chance. */
export interface DiskFaults {
  /** Chance that a call fails with EIO. */
  eio: number;
  /** Chance that an open fails with EMFILE. */
  emfile: number;
  /** Chance that a datasync fails; as on Linux, the pages it should have written count as clean from then on. */
  datasync: number;
  /** Bytes the disk takes; what goes beyond is written in part and fails with ENOSPC. */
  capacity: number;
  /** A datasync says that it is done, and has written nothing: a disk on which no promise can be kept. */
  lies: boolean;
}

export const NO_FAULTS: DiskFaults = {
  eio: 0,
  emfile: 0,
  datasync: 0,
  capacity: Number.POSITIVE_INFINITY,
  lies: false,
};

/**
 * What happens at one chosen call: the process is killed before it, the power is cut before it, or it fails. A write that
 * fails has taken a part of its bytes.
 */
export type CallFault = 'kill' | 'power' | 'EIO' | 'ENOSPC' | 'EMFILE';

/** The process is over: every call of that time fails. */
export class ProcessEnded extends Error {}

/** An open file, addressed by position. */
interface SimulatedFile {
  write(bytes: Uint8Array, position: number): Promise<void>;
  read(into: Uint8Array, position: number): Promise<number>;
  datasync(): Promise<void>;
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** The disk as one process sees it: what the spool asks of a file system. */
interface SimulatedFiles {
  makeFolder(path: string): Promise<void>;
  list(path: string): Promise<string[]>;
  open(path: string, mode: 'create' | 'update' | 'read'): Promise<SimulatedFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
  lock(path: string): Promise<() => Promise<void>>;
}

type Kind = 'open' | 'sync' | 'other';
type Call = <T>(action: () => T, kind?: Kind, onFailure?: () => void) => Promise<T>;

/**
 * A disk with a page cache, in memory. A power cut keeps what was synced, and of the rest any sectors it likes, some of them
 * with a flipped bit; names of files that were not synced may be gone as well. The kill of a process takes nothing away.
 *
 * @example
 * ```ts
 * const disk = new SimulatedDisk(new SeededRandom(1));
 * disk.next = { call: 7, fault: 'power' };
 * const spool = await openSpool({ dir: '/spool', files: disk.files() });
 * ```
 */
export class SimulatedDisk {
  faults: DiskFaults = { ...NO_FAULTS };
  /** What happens at which call, counted from 1 since {@link files}; undefined: nothing. */
  next: { call: number; fault: CallFault } | undefined;
  /** Calls since {@link files}. */
  calls = 0;
  /** Is told when a process ends by {@link next}. */
  onEnd: () => void = () => {};
  readonly #random: SeededRandom;
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #process = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Bytes of all files. */
  get used(): number {
    let sum = 0;
    for (const inode of this.#names.values()) sum += inode.seen.length;
    return sum;
  }

  /** Ends the process that has the disk; the page cache stays. */
  kill(): void {
    this.#process += 1;
    this.next = undefined;
  }

  /** Ends the process, and leaves what there is when the power comes back. */
  powerCut(): void {
    this.kill();
    // A name that was not synced may or may not have made it; so may a removal.
    const names = new Map(this.#durableNames);
    for (const [name, inode] of this.#names) if (!names.has(name) && this.#random.chance(0.5)) names.set(name, inode);
    for (const name of this.#durableNames.keys()) {
      if (!this.#names.has(name) && this.#random.chance(0.5)) names.delete(name);
    }
    this.#names = new Map([...names].map(([name, inode]) => [name, inode.torn(this.#random)]));
    this.#durableNames = new Map(this.#names);
  }

  /** The disk as a process that starts now sees it. */
  files(): SimulatedFiles {
    this.calls = 0;
    const self = this.#process;
    // What a call does, it does in the same instant as the look at the process: no end comes in between.
    const call: Call = async (action, kind = 'other', onFailure = () => {}) => {
      await Promise.resolve();
      if (self !== this.#process) throw new ProcessEnded();
      this.calls += 1;
      const fault = this.#faultOf(kind);
      if (fault === 'kill' || fault === 'power') {
        this.#end(fault);
        throw new ProcessEnded();
      }
      if (fault !== undefined) {
        onFailure();
        throw failure(fault);
      }
      return action();
    };
    return {
      makeFolder: () => call(() => {}),
      list: (path) =>
        call(() => [...this.#names.keys()].filter((name) => dirname(name) === path).map((name) => basename(name))),
      open: (path, mode) =>
        call(() => {
          if (mode === 'create') {
            if (this.#names.has(path)) throw failure('EEXIST');
            this.#names.set(path, new Inode());
          }
          return this.#file(this.#inode(path), call);
        }, 'open'),
      rename: (from, to) =>
        call(() => {
          this.#names.set(to, this.#inode(from));
          this.#names.delete(from);
        }),
      remove: (path) =>
        call(() => {
          if (!this.#names.delete(path)) throw failure('ENOENT');
        }),
      syncFolder: () =>
        call(() => {
          this.#durableNames = new Map(this.#names);
        }),
      lock: async () => async () => {},
    };
  }

  #faultOf(kind: Kind): CallFault | undefined {
    if (this.next?.call === this.calls) return this.next.fault;
    if (this.#random.chance(this.faults.eio)) return 'EIO';
    if (kind === 'open' && this.#random.chance(this.faults.emfile)) return 'EMFILE';
    if (kind === 'sync' && this.#random.chance(this.faults.datasync)) return 'EIO';
    return undefined;
  }

  #end(how: 'kill' | 'power'): void {
    if (how === 'kill') this.kill();
    else this.powerCut();
    this.onEnd();
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw failure('ENOENT');
    return inode;
  }

  #file(inode: Inode, call: Call): SimulatedFile {
    return {
      write: async (bytes, position) => {
        // As the system does, it takes what there is room for before it says no; and the end may come in the middle.
        const grown = Math.max(0, position + bytes.length - inode.seen.length);
        const room = Math.max(0, this.faults.capacity - this.used);
        const taken = grown > room ? bytes.length - (grown - room) : bytes.length;
        const half = this.#random.int(0, taken);
        await call(() => inode.write(bytes.subarray(0, half), position));
        await call(() => inode.write(bytes.subarray(half, taken), position + half));
        if (taken < bytes.length) throw failure('ENOSPC');
      },
      read: (into, position) => call(() => (position >= inode.seen.length ? 0 : inode.seen.copy(into, 0, position))),
      datasync: () =>
        call(
          () => {
            if (!this.faults.lies) inode.sync();
          },
          'sync',
          // After a failed sync the pages count as clean: the next one does not write them, and says that all is well.
          () => inode.forgetDirty(),
        ),
      truncate: (length) => call(() => inode.truncate(length)),
      size: () => call(() => inode.seen.length),
      close: async () => {},
    };
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code });
}

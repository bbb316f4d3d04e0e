import type { Position } from './position.ts';
import type { SpoolError } from './spool-error.ts';

/** One appended payload, read back. */
export interface SpoolFrame {
  /** 32 hex digits: a hash of place and bytes. */
  id: string;
  position: Position;
  payload: Uint8Array;
}

/** Consecutive unshipped frames, the oldest first, that are shipped as one. The same after a crash, to the byte. */
export interface SpoolBatch {
  /** 32 hex digits, made of the frames' ids. */
  id: string;
  frames: SpoolFrame[];
  /** What {@link Spool.annotate} said of it, also before a crash; empty: nothing. */
  note: string;
}

/** Most that one batch holds; at least one frame is in it whatever its size. Read anew for each batch. */
export interface BatchLimits {
  /** Payload bytes, by default 8 MiB. */
  bytes?: number;
  /** By default 10 000. */
  frames?: number;
}

/** What the spool holds at the moment. */
export interface SpoolStatus {
  /** Whether the last write went well. */
  writable: boolean;
  failure: SpoolError | undefined;
  /** Frames on the disk that are not acknowledged as shipped, and their bytes. */
  pending: { frames: number; bytes: number };
  /** Frames acknowledged as shipped since the spool was opened. */
  shipped: number;
  /** Files kept, shipped ones too, and their bytes. */
  segments: number;
  bytes: number;
}

/** One fdatasync that made frames durable. */
export interface SyncReport {
  ms: number;
  frames: number;
  bytes: number;
}

/**
 * A write-ahead log in a folder: what `append` has acknowledged is there after a crash, once, in order, until it is
 * acknowledged as shipped. One process writes a folder; one consumer ships it.
 */
export interface Spool {
  /** Its folder. */
  readonly dir: string;
  /**
   * Appends one frame. Resolves once it would survive a power cut.
   *
   * @param payload up to 64 MiB
   * @throws SpoolError with the system's code (`ENOSPC`, `EIO`, …) when it could not be written; nothing of it counts then, and
   *   a later append works again as soon as the disk does
   */
  append(payload: Uint8Array): Promise<{ id: string }>;
  /**
   * The next frames to ship, or undefined when there are none. Until {@link acknowledge} it is always the same batch, after a
   * crash too.
   */
  claim(limits?: BatchLimits): Promise<SpoolBatch | undefined>;
  /** Keeps a note with the claimed batch, up to 1000 characters, durably. */
  annotate(batch: SpoolBatch, note: string): Promise<void>;
  /** Says that a batch is shipped. Resolves once that would survive a power cut. */
  acknowledge(batch: SpoolBatch): Promise<void>;
  /**
   * Batches as they come, waiting for appends; each must be acknowledged before the next is asked for. Ends when the spool is
   * closed or the signal is given.
   */
  batches(limits?: BatchLimits, signal?: AbortSignal): AsyncIterable<SpoolBatch>;
  /** Removes shipped segments whose time is over. Also done by every acknowledgement. */
  sweep(): Promise<void>;
  /**
   * Removes everything that is shipped now, however short its time: what was erased elsewhere must not be left here.
   *
   * @param until highest segment that matters; by default the last one there is
   * @returns that segment, and how many up to it are still there, as not all of them is shipped: ship, and call again
   */
  forget(until?: number): Promise<{ until: number; left: number }>;
  /** Tries whether the disk takes writes again when the last one failed; true when it does. */
  probe(): Promise<boolean>;
  status(): SpoolStatus;
  /** The oldest frame that is not acknowledged as shipped, claimed or not. */
  oldest(): Promise<SpoolFrame | undefined>;
  /** Calls `listener` after every fdatasync; the returned function ends that. */
  onSync(listener: (report: SyncReport) => void): () => void;
  /** Waits for the appends under way, then gives the folder back. */
  close(): Promise<void>;
}

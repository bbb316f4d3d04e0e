import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openCursor } from './cursor.ts';
import { batchId, frameId, HEADER_BYTES, MAX_FRAME_BYTES } from './frame.ts';
import { nodeFiles } from './node-files.ts';
import { comparePositions, type Position, segmentName } from './position.ts';
import { readFrames } from './read-frames.ts';
import { SegmentWriter } from './segment-writer.ts';
import { Segments } from './segments.ts';
import type { BatchLimits, Spool, SpoolBatch, SpoolFrame, SyncReport } from './spool.ts';
import { SpoolError, toSpoolError } from './spool-error.ts';
import type { SpoolFiles } from './spool-files.ts';

export interface SpoolOptions {
  /** Folder of the spool; made when it is not there. */
  dir: string;
  /** A segment is ended before it grows beyond this; by default 64 MiB. */
  segmentBytes?: number;
  /** How long shipped segments are kept, ms; by default 6 h, as ClickHouse itself does not sync its inserts to the disk. */
  keepMs?: number;
  files?: SpoolFiles;
  /** Milliseconds since 1970, for the time that shipped segments are kept. */
  now?: () => number;
  /** Is told, in one sentence each, about damage that was found and passed over. */
  warn?: (message: string) => void;
}

const DEFAULT_BATCH = { bytes: 8 * 1024 * 1024, frames: 10_000 };

/**
 * Opens the spool of a folder, makes it when it is not there, and finds what was not shipped before.
 *
 * @throws SpoolError `locked` when another process has the folder
 * @example
 * ```ts
 * const spool = await openSpool({ dir: '.desirepath/spool' });
 * await spool.append(Buffer.from('…')); // on the disk now
 * for await (const batch of spool.batches()) {
 *   await ship(batch);
 *   await spool.acknowledge(batch);
 * }
 * ```
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { dir, segmentBytes = 64 * 1024 * 1024, keepMs = 6 * 3_600_000, files = nodeFiles } = options;
  const now = options.now ?? Date.now;
  const warn = options.warn ?? (() => undefined);

  await files.makeFolder(dir);
  const unlock = await files.lock(dir);
  try {
    const segments = await Segments.find(files, dir);
    const start = { spool: randomUUID(), shipped: { segment: segments.firstUnshipped, offset: 0 } };
    const cursor = await openCursor(files, dir, start, warn);
    const pending = await segments.scan(cursor.state.shipped, warn);
    // A segment that was not begun by this process is never written again: its end may be torn.
    const firstSegment = Math.max(segments.last, cursor.state.shipped.segment, cursor.state.claim?.to.segment ?? 0) + 1;
    return new FolderSpool({
      dir,
      files,
      keepMs,
      now,
      warn,
      segmentBytes,
      segments,
      cursor,
      pending,
      firstSegment,
      unlock,
    });
  } catch (error) {
    await unlock();
    throw error;
  }
}

interface Parts {
  dir: string;
  files: SpoolFiles;
  keepMs: number;
  now: () => number;
  warn: (message: string) => void;
  segmentBytes: number;
  segments: Segments;
  cursor: Awaited<ReturnType<typeof openCursor>>;
  pending: { frames: number; bytes: number };
  firstSegment: number;
  unlock: () => Promise<void>;
}

class FolderSpool implements Spool {
  readonly dir: string;
  readonly #parts: Parts;
  readonly #writer: SegmentWriter;
  readonly #syncListeners = new Set<(report: SyncReport) => void>();
  readonly #wakers = new Set<() => void>();
  #pending: { frames: number; bytes: number };
  #shipped = 0;
  #failure: SpoolError | undefined;
  /** When the segment that is being written was begun, ms. */
  #begunAt = 0;
  #begunSegment = 0;
  #claimed: { batch: SpoolBatch; to: Position; bytes: number } | undefined;
  #closed: Promise<void> | undefined;
  /** The consumer's calls, one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.dir = parts.dir;
    this.#parts = parts;
    this.#pending = parts.pending;
    this.#writer = new SegmentWriter({
      files: parts.files,
      folder: parts.dir,
      segmentBytes: parts.segmentBytes,
      firstSegment: parts.firstSegment,
      clock: () => performance.now(),
      onDurable: (segment, to, frames, ms) => this.#onDurable(segment, to, frames, ms),
      onFailure: (error) => {
        this.#failure = toSpoolError(error, parts.dir);
      },
    });
  }

  async append(payload: Uint8Array): Promise<{ id: string }> {
    if (this.#closed !== undefined) throw this.#closedError();
    if (payload.length > MAX_FRAME_BYTES) {
      throw new SpoolError(
        'too_large',
        `A frame of ${payload.length} bytes is too large; append at most 64 MiB at once.`,
      );
    }
    const position = await this.#writer.append(payload);
    return { id: frameId(this.#parts.cursor.state.spool, position, payload) };
  }

  claim(limits: BatchLimits = {}): Promise<SpoolBatch | undefined> {
    return this.#oneByOne(async () => {
      if (this.#closed !== undefined) throw this.#closedError();
      if (this.#claimed !== undefined) return this.#claimed.batch;
      const { spool, shipped, claim } = this.#parts.cursor.state;
      const { frames, to, bytes } = await this.#read(
        shipped,
        claim === undefined ? { ...DEFAULT_BATCH, ...limits } : claim.to,
      );
      if (claim === undefined && frames.length === 0) {
        // Nothing but damage: step over it.
        if (comparePositions(shipped, to) < 0) await this.#moveTo(to);
        return undefined;
      }
      const id = claim?.id ?? batchId(frames.map((frame) => frame.id));
      const end = claim?.to ?? to;
      if (claim === undefined) await this.#parts.cursor.save({ spool, shipped, claim: { id, to: end, note: '' } });
      const batch = { id, frames, note: claim?.note ?? '' };
      this.#claimed = { batch, to: end, bytes };
      return batch;
    });
  }

  annotate(batch: SpoolBatch, note: string): Promise<void> {
    return this.#oneByOne(async () => {
      const { to } = this.#claimOf(batch);
      const { spool, shipped } = this.#parts.cursor.state;
      await this.#parts.cursor.save({ spool, shipped, claim: { id: batch.id, to, note: note.slice(0, 1000) } });
      batch.note = note;
    });
  }

  acknowledge(batch: SpoolBatch): Promise<void> {
    return this.#oneByOne(async () => {
      const { to, bytes } = this.#claimOf(batch);
      await this.#moveTo(to);
      this.#claimed = undefined;
      this.#pending.frames -= batch.frames.length;
      this.#shipped += batch.frames.length;
      this.#pending.bytes -= bytes;
    });
  }

  async *batches(limits: BatchLimits = {}, signal?: AbortSignal): AsyncGenerator<SpoolBatch> {
    while (this.#closed === undefined && signal?.aborted !== true) {
      // Listens before it looks, so that no append slips in between.
      const next = this.#nextAppend(signal);
      let batch: SpoolBatch | undefined;
      try {
        batch = await this.claim(limits);
        if (batch === undefined) await next.promise;
      } catch (error) {
        if (this.#closed !== undefined) return;
        throw error;
      } finally {
        next.cancel();
      }
      if (batch !== undefined) yield batch;
    }
  }

  sweep(): Promise<void> {
    return this.#oneByOne(async () => {
      if (this.#closed === undefined) await this.#sweep();
    });
  }

  forget(until?: number): Promise<{ until: number; left: number }> {
    return this.#oneByOne(async () => {
      if (this.#closed !== undefined) throw this.#closedError();
      const { segments, cursor, now } = this.#parts;
      const last = until ?? segments.last;
      const writing = this.#writer.segment;
      if (writing !== undefined && writing <= last) await this.#writer.endIdle();
      await segments.sweep(cursor.state.shipped, this.#writer.segment, now(), 0);
      return { until: last, left: segments.upTo(last) };
    });
  }

  async probe(): Promise<boolean> {
    if (this.#closed !== undefined) return false;
    if (this.#failure === undefined) return true;
    const path = join(this.#parts.dir, `probe-${process.pid}`);
    try {
      const file = await this.#parts.files.open(path, 'create');
      try {
        await file.write(new Uint8Array(64 * 1024), 0);
        await file.datasync();
      } finally {
        await file.close();
      }
      this.#failure = undefined;
    } catch (error) {
      this.#failure = toSpoolError(error, this.#parts.dir);
    }
    await this.#parts.files.remove(path).catch(() => undefined);
    return this.#failure === undefined;
  }

  status() {
    return {
      writable: this.#closed === undefined && this.#failure === undefined,
      failure: this.#failure,
      pending: { ...this.#pending },
      shipped: this.#shipped,
      segments: this.#parts.segments.count,
      bytes: this.#parts.segments.bytes,
    };
  }

  onSync(listener: (report: SyncReport) => void): () => void {
    this.#syncListeners.add(listener);
    return () => this.#syncListeners.delete(listener);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    // `#closed` is set once this function first waits, so no append can come in after the settling.
    await Promise.resolve();
    this.#wake();
    await this.#writer.settle();
    await this.#queue.catch(() => undefined);
    await this.#writer.rotate();
    await this.#parts.cursor.close().catch(() => undefined);
    await this.#parts.unlock();
  }

  #onDurable(segment: number, to: number, frames: number, ms: number): void {
    if (segment !== this.#begunSegment) {
      this.#begunSegment = segment;
      this.#begunAt = this.#parts.now();
    }
    const bytes = this.#parts.segments.grow(segment, to);
    this.#pending.frames += frames;
    this.#pending.bytes += bytes - frames * HEADER_BYTES;
    this.#failure = undefined;
    this.#wake();
    for (const listener of this.#syncListeners) listener({ ms, frames, bytes });
  }

  /** Frames from a place on, either up to a place or as many as the limits allow. */
  async #read(from: Position, until: Position | Required<BatchLimits>) {
    const { files, dir, segments, cursor, warn } = this.#parts;
    const isTo = 'segment' in until;
    const frames: SpoolFrame[] = [];
    let bytes = 0;
    let to = from;
    for (const { segment, end } of segments.from(from.segment)) {
      if (isTo && segment > until.segment) break;
      const first = segment === from.segment ? from.offset : 0;
      const last = isTo && segment === until.segment ? Math.min(until.offset, end) : end;
      if (last <= first) continue;
      const file = await files.open(join(dir, segmentName(segment)), 'read');
      try {
        for await (const found of readFrames(file, first, last)) {
          if (found.kind === 'damage') {
            warn(
              `${found.end - found.offset} bytes of ${join(dir, segmentName(segment))} are damaged and were passed over.`,
            );
          } else {
            const size = found.payload.length;
            if (!isTo && frames.length > 0 && (frames.length >= until.frames || bytes + size > until.bytes)) {
              return { frames, to, bytes };
            }
            const position = { segment, offset: found.offset };
            frames.push({ id: frameId(cursor.state.spool, position, found.payload), position, payload: found.payload });
            bytes += size;
          }
          to = { segment, offset: found.end };
        }
      } finally {
        await file.close();
      }
    }
    return { frames, to, bytes };
  }

  async #moveTo(shipped: Position): Promise<void> {
    const { cursor } = this.#parts;
    await cursor.save({ spool: cursor.state.spool, shipped, claim: undefined });
    await this.#sweep();
  }

  async #sweep(): Promise<void> {
    const { segments, cursor, keepMs, now } = this.#parts;
    const { shipped } = cursor.state;
    const writing = this.#writer.segment;
    // In a quiet shop a segment would never fill up, and so never go.
    if (writing !== undefined && now() - this.#begunAt >= keepMs && segments.isShipped(writing, shipped)) {
      await this.#writer.endIdle();
    }
    await segments.sweep(shipped, this.#writer.segment, now(), keepMs);
  }

  #claimOf(batch: SpoolBatch): { to: Position; bytes: number } {
    if (this.#claimed?.batch !== batch) {
      throw new SpoolError('bad_batch', `Batch ${batch.id} is not the one that is being shipped; claim one first.`);
    }
    return this.#claimed;
  }

  #nextAppend(signal: AbortSignal | undefined): { promise: Promise<void>; cancel(): void } {
    let wake = () => {};
    const promise = new Promise<void>((resolve) => {
      wake = resolve;
    });
    this.#wakers.add(wake);
    signal?.addEventListener('abort', wake);
    const cancel = () => {
      this.#wakers.delete(wake);
      signal?.removeEventListener('abort', wake);
    };
    return { promise, cancel };
  }

  #wake(): void {
    for (const wake of this.#wakers) wake();
  }

  #closedError(): SpoolError {
    return new SpoolError('closed', `The spool in ${this.#parts.dir} is closed.`);
  }

  #oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work, work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

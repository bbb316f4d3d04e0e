import { Bell } from './bell.ts';
import { frameId, HEADER_BYTES, MAX_FRAME_BYTES } from './frame.ts';
import { InTurn } from './in-turn.ts';
import { probeDisk } from './probe-disk.ts';
import { SegmentWriter } from './segment-writer.ts';
import type { Segments } from './segments.ts';
import type { Shipping } from './shipping.ts';
import type { BatchLimits, Spool, SpoolBatch, SpoolFrame, SpoolStatus, SyncReport } from './spool.ts';
import { SpoolError, toSpoolError } from './spool-error.ts';
import type { SpoolFiles } from './spool-files.ts';

/** What a spool is made of, once its folder has been read. */
export interface SpoolParts {
  dir: string;
  files: SpoolFiles;
  /** Random name of the spool, a part of each frame's id. */
  name: string;
  segments: Segments;
  shipping: Shipping;
  /** Unshipped frames that were found. */
  pending: { frames: number; bytes: number };
  segmentBytes: number;
  /** Number of the first segment that this process may write. */
  firstSegment: number;
  /** How long shipped segments are kept, ms. */
  keepMs: number;
  now: () => number;
  unlock: () => Promise<void>;
}

/** The spool of a folder: a writer on one side, shipping on the other, and the segments between them. */
export class FolderSpool implements Spool {
  readonly dir: string;
  readonly #parts: SpoolParts;
  readonly #writer: SegmentWriter;
  readonly #syncListeners = new Set<(report: SyncReport) => void>();
  readonly #appended = new Bell();
  /** The consumer's calls. */
  readonly #inTurn = new InTurn();
  readonly #pending: { frames: number; bytes: number };
  #shipped = 0;
  #failure: SpoolError | undefined;
  #closed: Promise<void> | undefined;

  constructor(parts: SpoolParts) {
    this.dir = parts.dir;
    this.#parts = parts;
    this.#pending = { ...parts.pending };
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
    this.#checkOpen();
    if (payload.length > MAX_FRAME_BYTES) {
      throw new SpoolError(
        'too_large',
        `A frame of ${payload.length} bytes is too large; append at most 64 MiB at once.`,
      );
    }
    const position = await this.#writer.append(payload);
    const { name } = this.#parts;
    return {
      // Hardly anybody asks, and to hash every frame takes time.
      get id() {
        return frameId(name, position, payload);
      },
    };
  }

  claim(limits: BatchLimits = {}): Promise<SpoolBatch | undefined> {
    return this.#inTurn.run(async () => {
      this.#checkOpen();
      const { shipping, segmentBytes } = this.#parts;
      // A batch lies within one segment. Where the segment ends with what is claimed now, its end does not cut short the next
      // batch, and what lies behind it need not wait for one more.
      if (!shipping.isClaimed) await this.#writer.endFrom(segmentBytes / 2);
      return shipping.claim(limits);
    });
  }

  annotate(batch: SpoolBatch, note: string): Promise<void> {
    return this.#inTurn.run(() => this.#parts.shipping.annotate(batch, note));
  }

  acknowledge(batch: SpoolBatch): Promise<void> {
    return this.#inTurn.run(async () => {
      const { frames, bytes } = await this.#parts.shipping.acknowledge(batch);
      this.#pending.frames -= frames;
      this.#pending.bytes -= bytes;
      this.#shipped += frames;
      await this.#sweep();
    });
  }

  async *batches(limits: BatchLimits = {}, signal?: AbortSignal): AsyncGenerator<SpoolBatch> {
    while (this.#closed === undefined && signal?.aborted !== true) {
      // Listens before it looks, so that no append slips in between.
      const { rung, cancel } = this.#appended.next(signal);
      let batch: SpoolBatch | undefined;
      try {
        batch = await this.claim(limits);
        if (batch === undefined) await rung;
      } catch (error) {
        if (this.#closed !== undefined) return;
        throw error;
      } finally {
        cancel();
      }
      if (batch !== undefined) yield batch;
    }
  }

  sweep(): Promise<void> {
    return this.#inTurn.run(async () => {
      if (this.#closed === undefined) await this.#sweep();
    });
  }

  forget(until?: number): Promise<{ until: number; left: number }> {
    return this.#inTurn.run(async () => {
      this.#checkOpen();
      const { segments, shipping, now } = this.#parts;
      const last = until ?? segments.last;
      const writing = this.#writer.segment;
      if (writing !== undefined && writing <= last) await this.#writer.endIdle();
      await segments.sweep(shipping.shipped, this.#writer.segment, now(), 0);
      return { until: last, left: segments.upTo(last) };
    });
  }

  async probe(): Promise<boolean> {
    if (this.#closed !== undefined) return false;
    if (this.#failure === undefined) return true;
    const failure = await probeDisk(this.#parts.files, this.dir).then(
      () => undefined,
      (error: unknown) => toSpoolError(error, this.dir),
    );
    this.#failure = failure;
    return failure === undefined;
  }

  status(): SpoolStatus {
    return {
      writable: this.#closed === undefined && this.#failure === undefined,
      failure: this.#failure,
      pending: { ...this.#pending },
      shipped: this.#shipped,
      segments: this.#parts.segments.count,
      bytes: this.#parts.segments.bytes,
    };
  }

  oldest(): Promise<SpoolFrame | undefined> {
    return this.#inTurn.run(() => {
      this.#checkOpen();
      return this.#parts.shipping.oldest();
    });
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
    this.#appended.ring();
    await this.#writer.settle();
    await this.#inTurn.settle();
    await this.#writer.rotate();
    await this.#parts.shipping.close();
    await this.#parts.unlock();
  }

  #onDurable(segment: number, to: number, frames: number, ms: number): void {
    const bytes = this.#parts.segments.grow(segment, to, this.#parts.now());
    this.#pending.frames += frames;
    this.#pending.bytes += bytes - frames * HEADER_BYTES;
    this.#failure = undefined;
    this.#appended.ring();
    for (const listener of this.#syncListeners) listener({ ms, frames, bytes });
  }

  async #sweep(): Promise<void> {
    const { segments, shipping, keepMs, now } = this.#parts;
    const writing = this.#writer.segment;
    // In a quiet shop a segment would never fill up, and so never go.
    if (writing !== undefined && segments.isDone(writing, shipping.shipped, now() - keepMs)) {
      await this.#writer.endIdle();
    }
    await segments.sweep(shipping.shipped, this.#writer.segment, now(), keepMs);
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw new SpoolError('closed', `The spool in ${this.dir} is closed.`);
  }
}

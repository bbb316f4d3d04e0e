import type { CursorFile } from './cursor.ts';
import { batchId } from './frame.ts';
import { comparePositions, type Position } from './position.ts';
import { type Run, type RunSource, readNext, readSpan } from './read-run.ts';
import type { BatchLimits, SpoolBatch, SpoolFrame } from './spool.ts';
import { SpoolError } from './spool-error.ts';

const DEFAULT_BATCH = { bytes: 8 * 1024 * 1024, frames: 10_000 };
const NOTE_LENGTH = 1000;

/** The consumer's side of a spool: which frames are being shipped, and how far that has come. Its calls must not overlap. */
export class Shipping {
  readonly #source: RunSource;
  readonly #cursor: CursorFile;
  #claimed: { batch: SpoolBatch; run: Run } | undefined;

  constructor(source: RunSource, cursor: CursorFile) {
    this.#source = source;
    this.#cursor = cursor;
  }

  /** Everything before it is shipped. */
  get shipped(): Position {
    return this.#cursor.state.shipped;
  }

  /** Whether a batch is claimed, also before a crash. */
  get isClaimed(): boolean {
    return this.#cursor.state.claim !== undefined;
  }

  /** The batch that is claimed; else the next frames, after that is written down. Undefined: there is nothing but damage. */
  async claim(limits: BatchLimits): Promise<SpoolBatch | undefined> {
    if (this.#claimed !== undefined) return this.#claimed.batch;
    const { spool, shipped, claim } = this.#cursor.state;
    if (claim !== undefined) {
      const run = await readSpan(this.#source, claim.from, claim.to);
      this.#claimed = { batch: { id: claim.id, frames: run.frames, note: claim.note }, run: { ...run, to: claim.to } };
      return this.#claimed.batch;
    }
    const run = await readNext(this.#source, shipped, { ...DEFAULT_BATCH, ...limits });
    if (run.frames.length === 0) {
      if (comparePositions(shipped, run.to) < 0) await this.#moveTo(run.to);
      return undefined;
    }
    const batch = { id: batchId(run.frames.map((frame) => frame.id)), frames: run.frames, note: '' };
    await this.#cursor.save({ spool, shipped, claim: { id: batch.id, from: run.from, to: run.to, note: '' } });
    this.#claimed = { batch, run };
    return batch;
  }

  /** The first frame that is not shipped. */
  async oldest(): Promise<SpoolFrame | undefined> {
    if (this.#claimed !== undefined) return this.#claimed.batch.frames[0];
    const { shipped, claim } = this.#cursor.state;
    const { frames } = await readNext(this.#source, claim?.from ?? shipped, { ...DEFAULT_BATCH, frames: 1 });
    return frames[0];
  }

  async annotate(batch: SpoolBatch, text: string): Promise<void> {
    const { from, to } = this.#runOf(batch);
    const { spool, shipped } = this.#cursor.state;
    const note = text.slice(0, NOTE_LENGTH);
    await this.#cursor.save({ spool, shipped, claim: { id: batch.id, from, to, note } });
    batch.note = note;
  }

  /** Returns what is no longer pending. */
  async acknowledge(batch: SpoolBatch): Promise<{ frames: number; bytes: number }> {
    const { to, bytes } = this.#runOf(batch);
    await this.#moveTo(to);
    this.#claimed = undefined;
    return { frames: batch.frames.length, bytes };
  }

  async close(): Promise<void> {
    await this.#cursor.close().catch(() => undefined);
  }

  #moveTo(shipped: Position): Promise<void> {
    return this.#cursor.save({ spool: this.#cursor.state.spool, shipped, claim: undefined });
  }

  #runOf(batch: SpoolBatch): Run {
    if (this.#claimed?.batch !== batch) {
      throw new SpoolError('bad_batch', `Batch ${batch.id} is not the one that is being shipped; claim one first.`);
    }
    return this.#claimed.run;
  }
}

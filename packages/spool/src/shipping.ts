import type { CursorFile } from './cursor.ts';
import { batchId } from './frame.ts';
import { comparePositions, type Position } from './position.ts';
import { type RunSource, readRun } from './read-run.ts';
import type { BatchLimits, SpoolBatch } from './spool.ts';
import { SpoolError } from './spool-error.ts';

const DEFAULT_BATCH = { bytes: 8 * 1024 * 1024, frames: 10_000 };
const NOTE_LENGTH = 1000;

/** The consumer's side of a spool: which frames are being shipped, and how far that has come. Its calls must not overlap. */
export class Shipping {
  readonly #source: RunSource;
  readonly #cursor: CursorFile;
  #claimed: { batch: SpoolBatch; to: Position; bytes: number } | undefined;

  constructor(source: RunSource, cursor: CursorFile) {
    this.#source = source;
    this.#cursor = cursor;
  }

  /** Everything before it is shipped. */
  get shipped(): Position {
    return this.#cursor.state.shipped;
  }

  /** The batch that is claimed; else the next frames, after that is written down. Undefined: there is nothing but damage. */
  async claim(limits: BatchLimits): Promise<SpoolBatch | undefined> {
    if (this.#claimed !== undefined) return this.#claimed.batch;
    const { spool, shipped, claim } = this.#cursor.state;
    const until = claim === undefined ? { ...DEFAULT_BATCH, ...limits } : claim.to;
    const { frames, to, bytes } = await readRun(this.#source, spool, shipped, until);
    if (claim === undefined && frames.length === 0) {
      if (comparePositions(shipped, to) < 0) await this.#moveTo(to);
      return undefined;
    }
    const id = claim?.id ?? batchId(frames.map((frame) => frame.id));
    const end = claim?.to ?? to;
    if (claim === undefined) await this.#cursor.save({ spool, shipped, claim: { id, to: end, note: '' } });
    const batch = { id, frames, note: claim?.note ?? '' };
    this.#claimed = { batch, to: end, bytes };
    return batch;
  }

  async annotate(batch: SpoolBatch, text: string): Promise<void> {
    const { to } = this.#claimOf(batch);
    const { spool, shipped } = this.#cursor.state;
    const note = text.slice(0, NOTE_LENGTH);
    await this.#cursor.save({ spool, shipped, claim: { id: batch.id, to, note } });
    batch.note = note;
  }

  /** Returns what is no longer pending. */
  async acknowledge(batch: SpoolBatch): Promise<{ frames: number; bytes: number }> {
    const { to, bytes } = this.#claimOf(batch);
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

  #claimOf(batch: SpoolBatch): { to: Position; bytes: number } {
    if (this.#claimed?.batch !== batch) {
      throw new SpoolError('bad_batch', `Batch ${batch.id} is not the one that is being shipped; claim one first.`);
    }
    return this.#claimed;
  }
}

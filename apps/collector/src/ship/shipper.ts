import type { SpoolBatch } from '@desirepath/spool';
import type { Limits } from '../limits.ts';
import { batchSize } from './batch-size.ts';
import { insertBatch, type Ways } from './insert-batch.ts';
import { Naps } from './naps.ts';
import { FIRST_RETRY_MS, nextRetry } from './next-retry.ts';
import { readBatch, sitesOf } from './read-batch.ts';
import { receivedTime } from './received-time.ts';

const SWEEP_EVERY_MS = 60_000;

export interface ShipperOptions extends Ways {
  limits: Pick<Limits, 'shipEveryMs' | 'shipBytes'>;
  onShipped: (sites: string[]) => void;
}

/** A batch that is being inserted. */
export interface Claimed {
  id: string;
  frames: number;
  events: number;
  /** When the oldest of it was received, ms. */
  receivedTime: number;
  /** By this process. */
  tries: number;
  /** Why the last try failed; empty: none has. */
  lastError: string;
}

/** Brings what the spool holds into ClickHouse, oldest first, and does not give up. */
export class Shipper {
  readonly #options: ShipperOptions;
  readonly #stop = new AbortController();
  readonly #naps = new Naps();
  readonly #sizeOf: (pending: number) => number;
  #running: Promise<void> | undefined;
  #claimed: Claimed | undefined;
  #drainers: { target: number; resolve: () => void }[] = [];

  constructor(options: ShipperOptions) {
    this.#options = options;
    this.#sizeOf = batchSize(options.limits.shipBytes);
  }

  /** What is being inserted, or tried again; undefined: nothing is. */
  get claimed(): Claimed | undefined {
    return this.#claimed;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves once everything that is in the spool now is in ClickHouse, however long ClickHouse is away. */
  drain(): Promise<void> {
    this.start();
    const { pending, shipped } = this.#options.spool.status();
    if (pending.frames === 0 || this.#stop.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drainers.push({ target: shipped + pending.frames, resolve });
      this.#naps.wake();
    });
  }

  /** Ends after the insert under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#naps.wake();
    await this.#running;
    for (const { resolve } of this.#drainers.splice(0)) resolve();
  }

  get #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #run(): Promise<void> {
    const { spool, log } = this.#options;
    const size = () => this.#sizeOf(spool.status().pending.bytes);
    const batchLimits = {
      get bytes() {
        return size();
      },
    };
    const sweeping = setInterval(() => void spool.sweep().catch(() => undefined), SWEEP_EVERY_MS);
    sweeping.unref();
    for (let retry = FIRST_RETRY_MS; !this.#isStopped; retry = nextRetry(retry, 0)) {
      try {
        let asked = this.#cut();
        for await (const batch of spool.batches(batchLimits, this.#stop.signal)) {
          const cut = asked();
          if (!(await this.#ship(batch))) break;
          retry = FIRST_RETRY_MS;
          await this.#pace(cut);
          asked = this.#cut();
        }
        if (!this.#isStopped && !spool.status().writable) await this.#naps.nap(retry);
      } catch (error) {
        log.error({ retry_ms: retry }, `Reading the spool failed, it is tried again: ${messageOf(error)}`);
        await this.#naps.nap(retry);
      }
    }
    clearInterval(sweeping);
  }

  /**
   * The moment from which on events miss the batch that is asked for now: to read a large one takes a while, and that must not be
   * added to the time from one insert to the next. An idle spool hands a batch out when its first event comes.
   */
  #cut(): () => number {
    const now = performance.now();
    const isIdle = this.#options.spool.status().pending.frames === 0;
    return () => (isIdle ? performance.now() : now);
  }

  /** Waits until the next insert is due; not while there is enough for one, or while somebody waits for all to be done. */
  async #pace(cut: number): Promise<void> {
    const { spool, limits } = this.#options;
    const isEnough = () => {
      const { bytes } = spool.status().pending;
      return bytes >= this.#sizeOf(bytes);
    };
    const off = spool.onSync(() => {
      if (isEnough()) this.#naps.wake();
    });
    for (;;) {
      const left = cut + limits.shipEveryMs - performance.now();
      if (left <= 0 || this.#isStopped || this.#drainers.length > 0 || isEnough()) break;
      await this.#naps.nap(left);
    }
    off();
  }

  /** False when it was stopped before the batch was in. */
  async #ship(batch: SpoolBatch): Promise<boolean> {
    const { spool, metrics, log, onShipped } = this.#options;
    const frame = await readBatch(batch);
    const [first] = batch.frames;
    const claimed: Claimed = {
      id: batch.id,
      frames: batch.frames.length,
      events: frame.rows.length,
      receivedTime: first === undefined ? 0 : receivedTime(first.payload),
      tries: 0,
      lastError: '',
    };
    this.#claimed = claimed;
    for (let retry = FIRST_RETRY_MS, took = 0; ; retry = nextRetry(retry, took)) {
      const begun = performance.now();
      claimed.tries += 1;
      try {
        await insertBatch(batch, frame, this.#options);
        metrics.inserts.observe((performance.now() - begun) / 1000);
        break;
      } catch (error) {
        took = performance.now() - begun;
        metrics.insertFailures.inc();
        claimed.lastError = messageOf(error);
        log.warn(
          { frame: frame.id, rows: frame.rows.length, retry_ms: retry },
          `ClickHouse did not take a batch, it is tried again: ${messageOf(error).slice(0, 500)}`,
        );
      }
      if (this.#isStopped) return false;
      // Half of it by chance, so that several collectors do not come back all at once.
      await this.#naps.nap(retry * (0.5 + Math.random() / 2));
      if (this.#isStopped) return false;
    }
    await spool.acknowledge(batch);
    this.#claimed = undefined;
    metrics.shippedRows.inc(frame.rows.length);
    try {
      onShipped(sitesOf(frame));
    } catch (error) {
      log.error({}, `A listener of shipped frames failed: ${messageOf(error)}`);
    }
    const { shipped } = spool.status();
    this.#drainers = this.#drainers.filter(({ target, resolve }) => {
      if (shipped < target) return true;
      resolve();
      return false;
    });
    return true;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

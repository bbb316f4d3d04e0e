import type { SeededRandom } from '@desirepath/testing/disk';
import type { Spool } from '../src/index.ts';

/** What was sent into spools over all their lives, what they acknowledged, and what arrived at the far side. */
export class Journal {
  readonly #random: SeededRandom;
  readonly #acknowledged = new Set<string>();
  readonly #arrived = new Map<string, number>();
  /** The far side forgets nothing and takes a batch once, as ClickHouse does. What was in each. */
  readonly #batches = new Map<string, string>();
  /** Batches that held something else when they were tried again. */
  readonly changed: string[] = [];
  /** What the spool takes for unshipped when all is shipped. */
  left: { frames: number; bytes: number } | undefined;
  /** Events sent so far. */
  sent = 0;
  refused = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  get arrived(): number {
    return this.#arrived.size;
  }

  /** Acknowledged and never arrived. */
  get lost(): string[] {
    return [...this.#acknowledged].filter((id) => !this.#arrived.has(id));
  }

  /** Arrived more than once. */
  get twice(): string[] {
    return [...this.#arrived].filter(([, times]) => times > 1).map(([id]) => id);
  }

  /** Appends events, some at once. */
  async append(spool: Spool, count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      const group = Math.min(left, this.#random.int(1, 8));
      left -= group;
      await Promise.all(Array.from({ length: group }, () => this.#appendOne(spool)));
    }
  }

  async #appendOne(spool: Spool): Promise<void> {
    this.sent += 1;
    const id = `event-${this.sent}`;
    const payload = Buffer.from(JSON.stringify({ id, text: 'x'.repeat(this.#random.int(0, 900)) }));
    try {
      await spool.append(payload);
      this.#acknowledged.add(id);
    } catch {
      this.refused += 1;
    }
  }

  /** Brings one batch over; false when there is none. `noted`: whether the spool is told. */
  async ship(spool: Spool, noted = true): Promise<boolean> {
    const batch = await spool.claim({ frames: this.#random.int(1, 12), bytes: this.#random.int(100, 5000) });
    if (batch === undefined) return false;
    const ids = batch.frames.map(({ payload }) => (JSON.parse(Buffer.from(payload).toString()) as { id: string }).id);
    const before = this.#batches.get(batch.id);
    this.#batches.set(batch.id, ids.join());
    if (before === undefined) for (const id of ids) this.#arrived.set(id, (this.#arrived.get(id) ?? 0) + 1);
    else if (before !== ids.join()) this.changed.push(batch.id);
    if (noted) await spool.acknowledge(batch);
    return true;
  }

  async shipAll(spool: Spool): Promise<void> {
    while (await this.ship(spool));
  }
}

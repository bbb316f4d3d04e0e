import type { SeededRandom } from './seeded-random.ts';

/** What a disk writes whole or not at all. */
const SECTOR = 512;

/** The content of one file: as processes see it, and as it would be after a power cut. */
export class Inode {
  /** What a process sees: the page cache. */
  seen: Buffer;
  /** What the platter has. */
  #durable: Buffer;
  /** Spans of `seen` that the next sync has to write. */
  #dirty: [from: number, to: number][] = [];

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.seen = bytes;
    this.#durable = Buffer.from(bytes);
  }

  write(bytes: Uint8Array, position: number): void {
    if (bytes.length === 0) return;
    const end = position + bytes.length;
    if (end > this.seen.length) this.seen = Buffer.concat([this.seen, Buffer.alloc(end - this.seen.length)]);
    this.seen.set(bytes, position);
    this.#dirty.push([position, end]);
  }

  truncate(length: number): void {
    this.seen = Buffer.from(this.seen.subarray(0, length));
  }

  /** The pages count as clean from here on, and on the next sync too, whether they are written or not: as on Linux. */
  forgetDirty(): void {
    this.#dirty = [];
  }

  sync(): void {
    const { seen } = this;
    let durable = this.#durable.subarray(0, seen.length);
    for (const [from, to] of this.#dirty) {
      const end = Math.min(to, seen.length);
      if (end <= from) continue; // It was cut off meanwhile.
      if (end > durable.length) durable = Buffer.concat([durable, Buffer.alloc(end - durable.length)]);
      seen.copy(durable, from, from, end);
    }
    this.#durable = durable;
    this.forgetDirty();
  }

  /** What a power cut may leave of it: of what was not synced any sectors, of any length, some with a flipped bit. */
  torn(random: SeededRandom): Inode {
    const { seen } = this;
    const durable = this.#durable;
    const length = random.chance(0.5) ? seen.length : random.int(Math.min(seen.length, durable.length), seen.length);
    const after = Buffer.alloc(length);
    const [seenPadded, durablePadded] = [Buffer.concat([seen, after]), Buffer.concat([durable, after])];
    for (let at = 0; at < length; at += SECTOR) {
      const end = Math.min(at + SECTOR, length);
      // The old sector (zeros where there was none), the new one, or the new one with a bit flipped in what is new.
      const fate = random.int(0, 2);
      (fate === 0 ? durablePadded : seenPadded).copy(after, at, at, end);
      const flipped = random.int(at, end - 1);
      const isSynced = flipped < durable.length && durable[flipped] === seen[flipped];
      if (fate === 2 && !isSynced) after[flipped] = (after[flipped] ?? 0) ^ (1 << random.int(0, 7));
    }
    return new Inode(after);
  }
}

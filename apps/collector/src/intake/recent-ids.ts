import { UuidTable } from './uuid-table.ts';

/** What the events of one visitor in one request share. */
export interface Bringer {
  /** Site, and visitor or what stands for one. */
  owner: string;
  /** What becomes of the frame that they are in. */
  fate: Fate;
}

/** What became of a frame; all its events share the object. */
export interface Fate {
  isDurable: boolean;
}

/**
 * Remembers about the last `size` ids with who brought them, in two generations: when the younger is full, the older is forgotten.
 */
export class RecentIds {
  readonly #half: number;
  #young = new UuidTable<Bringer>();
  #old = new UuidTable<Bringer>();

  constructor(size: number) {
    this.#half = Math.max(1, Math.floor(size / 2));
  }

  /**
   * Whether the event is a duplicate for certain: the same owner's is on the disk already, or shares the fate of this one. What another
   * frame is just bringing is left to the store, as that frame may yet fail. An event that is none is remembered from now on.
   */
  isKnown(id: string, bringer: Bringer): boolean {
    const known = this.#young.get(id) ?? this.#old.get(id);
    if (known?.owner === bringer.owner && (known.fate.isDurable || known.fate === bringer.fate)) return true;
    if (this.#young.size >= this.#half) {
      const forgotten = this.#old;
      this.#old = this.#young;
      this.#young = forgotten;
      forgotten.clear();
    }
    this.#young.set(id, bringer);
    return false;
  }
}

/** Remembers about the last `size` ids with their owners, in two generations: when the younger is full, the older is forgotten. */
export class RecentIds {
  readonly #half: number;
  #young = new Map<string, string>();
  #old = new Map<string, string>();

  constructor(size: number) {
    this.#half = Math.max(1, Math.floor(size / 2));
  }

  has(id: string, owner: string): boolean {
    return this.#young.get(id) === owner || this.#old.get(id) === owner;
  }

  add(id: string, owner: string): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(id, owner);
  }
}

/** Symbols, and how many there are of each. Few are different, so searching a list is quickest, however many there are. */
export class SymbolCounts {
  readonly #symbols: number[] = [];
  readonly #counts: number[] = [];

  /** Puts one more in. */
  put(symbol: number): void {
    const at = this.#symbols.indexOf(symbol);
    if (at < 0) {
      this.#symbols.push(symbol);
      this.#counts.push(1);
    } else this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** Whether any was ever put in. */
  knows(symbol: number): boolean {
    return this.#symbols.includes(symbol);
  }

  /** Takes one out; whether there was one. */
  take(symbol: number): boolean {
    const at = this.#symbols.indexOf(symbol);
    const count = this.#counts[at] ?? 0;
    if (count === 0) return false;
    this.#counts[at] = count - 1;
    return true;
  }
}

/**
 * Counts how often the same text came before, in bounded memory: it remembers between `span` and `2 * span` of the
 * latest different texts. Equal rows of an event table carry the same time and stand close together, so nothing that
 * matters falls out.
 *
 * @example
 * const occurrences = new Occurrences();
 * occurrences.next('a'); // 0
 * occurrences.next('a'); // 1
 */
export class Occurrences {
  readonly #span: number;
  #young = new Map<string, number>();
  #old = new Map<string, number>();

  constructor(span = 50_000) {
    this.#span = span;
  }

  /** How many equal texts came before this one. */
  next(text: string): number {
    const before = this.#young.get(text) ?? this.#old.get(text) ?? 0;
    this.#young.set(text, before + 1);
    if (this.#young.size >= this.#span) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    return before;
  }
}

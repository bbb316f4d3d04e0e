/** Runs pieces of work one after the other, in the order in which they are given. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as `work` does; a failure does not hold up what comes after it. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Waits for everything given so far. */
  async settle(): Promise<void> {
    await this.#last;
  }
}

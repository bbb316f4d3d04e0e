/** Sleep that can be ended for everyone at once. */
export class Naps {
  readonly #wakers = new Set<() => void>();

  nap(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#wakers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#wakers.add(done);
    });
  }

  wake(): void {
    for (const wake of [...this.#wakers]) wake();
  }
}

/** Wakes those who wait for the next append. */
export class Bell {
  readonly #wakers = new Set<() => void>();

  /** Resolves when the bell rings or the signal is given. Whoever looks for work in between must `cancel`. */
  next(signal?: AbortSignal): { rung: Promise<void>; cancel(): void } {
    let wake = () => {};
    const rung = new Promise<void>((resolve) => {
      wake = resolve;
    });
    this.#wakers.add(wake);
    signal?.addEventListener('abort', wake);
    const cancel = () => {
      this.#wakers.delete(wake);
      signal?.removeEventListener('abort', wake);
    };
    return { rung, cancel };
  }

  ring(): void {
    for (const wake of this.#wakers) wake();
  }
}

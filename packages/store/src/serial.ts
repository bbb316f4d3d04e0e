/**
 * Makes a queue of one: work given to the returned function runs one after the other, in the order given. Work that
 * fails rejects its own promise and does not hold up what follows.
 *
 * @example
 * ```ts
 * const inTurn = serial();
 * await Promise.all([inTurn(first), inTurn(second)]); // second starts after first has ended
 * ```
 */
export function serial(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

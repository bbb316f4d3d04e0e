/** Longer texts are hardly ever the same twice, and would fill the memory. */
const LONGEST = 500;

/**
 * A pure function that remembers what it has answered of late, in two generations: when the younger is full, the older is forgotten. The
 * addresses, titles and prices of a shop are the same over and over, and to look an answer up takes a fraction of working it out.
 *
 * @param size answers that are remembered
 * @example
 * ```ts
 * const hostOf = remembering((url: string) => parseUrl(url).host);
 * ```
 */
export function remembering<Key extends string | number, Answer extends NonNullable<unknown>>(
  work: (key: Key) => Answer,
  size = 4000,
): (key: Key) => Answer {
  let young = new Map<Key, Answer>();
  let old = new Map<Key, Answer>();
  return (key) => {
    if (typeof key === 'string' && key.length > LONGEST) return work(key);
    const known = young.get(key);
    if (known !== undefined) return known;
    const answer = old.get(key) ?? work(key);
    if (young.size >= size / 2) {
      old = young;
      young = new Map();
    }
    young.set(key, answer);
    return answer;
  };
}

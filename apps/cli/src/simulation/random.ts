/** Reproducible chance: the same seed and stream give the same numbers everywhere. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  chance(probability: number): boolean;
  /** Whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** Exponentially distributed with this mean. */
  exponential(mean: number): number;
  /** Log-normally distributed with this median; `spread` is the standard deviation of the logarithm. */
  logNormal(median: number, spread: number): number;
  /** One of `entries`, by their weights. */
  pick<T extends { weight: number }>(entries: readonly T[]): T;
  /** `length` hex digits. */
  hex(length: number): string;
}

/** Scrambles seed and stream into 32 bits, so that neighbouring streams have nothing in common. */
function scramble(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}

/**
 * A generator (sfc32) of its own for each stream, so that one shopper's luck does not depend on how many came before.
 *
 * @param seed of the whole simulation
 * @param stream for example the shopper's number
 */
export function createRandom(seed: number, stream: number): Random {
  let a = scramble(seed);
  let b = scramble(stream ^ 0x9e3779b9);
  let c = scramble(seed ^ Math.imul(stream, 0x85ebca6b));
  let counter = 1;
  function bits(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  }
  for (let warm = 0; warm < 12; warm++) bits();
  const next = () => bits() / 4_294_967_296;
  function normal(): number {
    const u = 1 - next();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * next());
  }
  return {
    next,
    chance: (probability) => next() < probability,
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    exponential: (mean) => -mean * Math.log(1 - next()),
    logNormal: (median, spread) => median * Math.exp(spread * normal()),
    pick(entries) {
      let total = 0;
      for (const entry of entries) total += entry.weight;
      let left = next() * total;
      for (const entry of entries) {
        left -= entry.weight;
        if (left < 0) return entry;
      }
      const last = entries.at(-1);
      if (last === undefined) throw new RangeError('There is nothing to pick from.');
      return last;
    },
    hex(length) {
      let text = '';
      while (text.length < length) text += bits().toString(16).padStart(8, '0');
      return text.slice(0, length);
    },
  };
}

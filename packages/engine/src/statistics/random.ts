/** A source of numbers that looks random and is the same for the same seed. */
export interface Random {
  /** The next number, at least 0 and below 1, on a grid of 2^-32. */
  next(): number;
}

/**
 * A seeded generator (xoshiro128**, its state filled by splitmix32), so that whoever asks the same question about the
 * same data gets the same answer to the last digit.
 * @param seed any whole number; only its low 32 bits count
 * @example createRandom(1).next() === createRandom(1).next() // true
 */
export function createRandom(seed: number): Random {
  let mixed = seed | 0;
  const fill = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let word = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
  let a = fill();
  let b = fill();
  let c = fill();
  let d = fill();
  return {
    next() {
      const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotate(d, 11);
      return scrambled / 0x1_0000_0000;
    },
  };
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** A source of numbers that looks random and is the same for the same seed. */
export interface Random {
  /** The next number, at least 0 and below 1, on a grid of 2^-32. */
  next(): number;
}

/**
 * A seeded generator, so that whoever asks the same question about the same data gets the same answer to the last digit.
 * @param seed any whole number; only its low 32 bits count
 * @example createRandom(1).next() === createRandom(1).next() // true
 */
export function createRandom(seed: number): Random {
  // splitmix32: neighbouring seeds give states that have nothing in common.
  let mixed = seed | 0;
  const fill = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let word = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
  return randomFrom([fill(), fill(), fill(), fill()]);
}

/**
 * The generator itself: xoshiro128** by Blackman and Vigna, period 2^128 - 1.
 * @param state four 32-bit words, not all 0
 */
export function randomFrom(state: readonly [number, number, number, number]): Random {
  let [a, b, c, d] = state;
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

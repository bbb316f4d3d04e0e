/** Digits by their character codes. */
const DIGITS = new Uint8Array(128);
for (let digit = 0; digit < 16; digit++) {
  DIGITS[digit.toString(16).charCodeAt(0)] = digit;
  DIGITS[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/** Strangers choose the ids, so where one lies must not be theirs to choose. */
const FACTORS = crypto.getRandomValues(new Uint32Array(4)).map((factor) => factor | 1);
const [A = 1, B = 1, C = 1, D = 1] = FACTORS;

/**
 * UUIDs, each with something of its own. An id takes sixteen bytes and no work of the garbage collector, which a Map of as many texts
 * keeps busy.
 */
export class UuidTable<Value> {
  size = 0;
  #words = new Uint32Array(4 * 64);
  #values: (Value | undefined)[] = new Array(64).fill(undefined);

  get(id: string): Value | undefined {
    return this.#values[this.#place(wordAt(id, 0, 4), wordAt(id, 9, 14), wordAt(id, 19, 24), wordAt(id, 28, 32))];
  }

  set(id: string, value: Value): void {
    if (2 * this.size >= this.#values.length) this.#grow();
    this.#put(wordAt(id, 0, 4), wordAt(id, 9, 14), wordAt(id, 19, 24), wordAt(id, 28, 32), value);
  }

  /** Forgets all ids, and keeps the room they took. */
  clear(): void {
    this.#values.fill(undefined);
    this.size = 0;
  }

  #put(a: number, b: number, c: number, d: number, value: Value): void {
    const place = this.#place(a, b, c, d);
    if (this.#values[place] === undefined) this.size += 1;
    this.#values[place] = value;
    this.#words[4 * place] = a;
    this.#words[4 * place + 1] = b;
    this.#words[4 * place + 2] = c;
    this.#words[4 * place + 3] = d;
  }

  /** Where an id is, or the free place where it belongs. There is always a free one. */
  #place(a: number, b: number, c: number, d: number): number {
    const words = this.#words;
    const mask = this.#values.length - 1;
    const hash = Math.imul(a, A) + Math.imul(b, B) + Math.imul(c, C) + Math.imul(d, D);
    for (let place = ((hash | 0) >>> 8) & mask; ; place = (place + 1) & mask) {
      if (this.#values[place] === undefined) return place;
      const at = 4 * place;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return place;
    }
  }

  #grow(): void {
    const words = this.#words;
    const values = this.#values;
    this.#words = new Uint32Array(2 * words.length);
    this.#values = new Array(2 * values.length).fill(undefined);
    this.size = 0;
    for (const [place, value] of values.entries()) {
      if (value === undefined) continue;
      const [a = 0, b = 0, c = 0, d = 0] = words.subarray(4 * place, 4 * place + 4);
      this.#put(a, b, c, d, value);
    }
  }
}

/** Eight digits, four from each of two places. */
function wordAt(id: string, high: number, low: number): number {
  return ((fourAt(id, high) << 16) | fourAt(id, low)) >>> 0;
}

function fourAt(id: string, at: number): number {
  return (digitAt(id, at) << 12) | (digitAt(id, at + 1) << 8) | (digitAt(id, at + 2) << 4) | digitAt(id, at + 3);
}

function digitAt(id: string, at: number): number {
  return DIGITS[id.charCodeAt(at)] ?? 0;
}

interface Bucket {
  tokens: number;
  /** When that was so, ms. */
  at: number;
}

/** Names remembered, in two generations: who floods us under ever new names must not fill the memory. */
const REMEMBERED = 20_000;

/**
 * A bucket of tokens for each name: `burst` tokens at first, refilled with `rate` a second. A name that is forgotten begins anew.
 *
 * @example
 * ```ts
 * const buckets = new TokenBuckets({ rate: 10, burst: 100 });
 * const wait = buckets.take('shop', 5, Date.now()); // 0: granted; else ms until it would be
 * ```
 */
export class TokenBuckets {
  readonly #rate: number;
  readonly #burst: number;
  #young = new Map<string, Bucket>();
  #old = new Map<string, Bucket>();

  /** @param limit a rate of 0 grants everything */
  constructor(limit: { rate: number; burst: number }) {
    this.#rate = limit.rate / 1000;
    this.#burst = Math.max(1, limit.burst);
  }

  /** Whether everything is granted. */
  get isOff(): boolean {
    return this.#rate <= 0;
  }

  /**
   * Takes tokens, or none at all when there are too few. What costs more than a whole bucket empties it.
   *
   * @returns 0 when granted, else after how many ms it will be
   */
  take(name: string, cost: number, now: number): number {
    if (this.isOff) return 0;
    const bucket = this.#bucket(name, now);
    // A clock that was put back must not take anything away.
    bucket.tokens = Math.min(this.#burst, bucket.tokens + Math.max(0, now - bucket.at) * this.#rate);
    bucket.at = now;
    const price = Math.min(cost, this.#burst);
    if (bucket.tokens >= price) {
      bucket.tokens -= price;
      return 0;
    }
    return Math.ceil((price - bucket.tokens) / this.#rate);
  }

  #bucket(name: string, now: number): Bucket {
    const young = this.#young.get(name);
    if (young !== undefined) return young;
    const bucket = this.#old.get(name) ?? { tokens: this.#burst, at: now };
    if (this.#young.size >= REMEMBERED / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(name, bucket);
    return bucket;
  }
}

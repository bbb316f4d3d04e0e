/** Keeps journeys up to date behind arriving events. */
export interface StitchLoop {
  /** Events of these sites have just been stored. */
  touch(sites: readonly string[]): void;
  /** Waits until everything touched before is stitched. */
  settle(): Promise<void>;
  /** Lets much work pass without a round in between; what it touches waits for the next one. */
  pauseWhile<T>(work: () => Promise<T>): Promise<T>;
  /** No further round; waits for the one under way. */
  stop(): Promise<void>;
}

/** Options of {@link createStitchLoop}. */
export interface StitchLoopOptions {
  /** Resolves to `left`: whether the site has more to do at once. */
  stitch(site: string): Promise<{ left: boolean }>;
  /** Told of a round that failed; the site is tried again after the next events, or after `retryMs`. */
  onError(error: unknown, site: string): void;
  /**
   * Rounds begin at least this far apart, so that a burst is stitched in one go; and as far as leaves them no more than an
   * eighth of the time, up to `atMostMs`. Answers are exact all the same: a question stitches what is left itself.
   */
  everyMs?: number;
  atMostMs?: number;
  retryMs?: number;
}

/** Of this many parts of the time, rounds take one. */
const PARTS = 8;

/** A loop that stitches the touched sites, at most one round at a time and at most one every `everyMs`. */
export function createStitchLoop(options: StitchLoopOptions): StitchLoop {
  const { everyMs = 300, atMostMs = 2000, retryMs = 2000 } = options;
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let last = Number.NEGATIVE_INFINITY;
  let pause = everyMs;
  let stopped = false;
  let paused = 0;
  let failed = false;

  async function round(): Promise<void> {
    last = performance.now();
    failed = false;
    let more = false;
    for (const site of [...waiting]) {
      waiting.delete(site);
      try {
        const { left } = await options.stitch(site);
        if (left) waiting.add(site);
        more ||= left;
      } catch (error) {
        failed = true;
        waiting.add(site);
        options.onError(error, site);
      }
    }
    running = undefined;
    const spread = Math.min(atMostMs, (performance.now() - last) * PARTS);
    pause = failed ? retryMs : Math.max(everyMs, more ? 0 : spread);
    if (waiting.size > 0) schedule();
  }

  function schedule(): void {
    if (stopped || paused > 0 || timer !== undefined || running !== undefined) return;
    const wait = Math.max(0, last + pause - performance.now());
    timer = setTimeout(() => {
      timer = undefined;
      running = round();
    }, wait);
  }

  return {
    touch(sites) {
      for (const site of sites) waiting.add(site);
      if (waiting.size > 0) schedule();
    },
    async settle() {
      await running;
      do {
        if (waiting.size === 0 || stopped) return;
        clearTimeout(timer);
        timer = undefined;
        running = round();
        await running;
      } while (!failed);
    },
    async pauseWhile(work) {
      paused++;
      try {
        return await work();
      } finally {
        paused--;
        if (waiting.size > 0) schedule();
      }
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      timer = undefined;
      await running;
    },
  };
}

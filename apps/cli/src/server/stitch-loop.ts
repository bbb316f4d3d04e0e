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
  /** Rounds begin at least this far apart, so that a burst is stitched in one go. */
  everyMs?: number;
  retryMs?: number;
}

/** A loop that stitches the touched sites, at most one round at a time and at most one every `everyMs`. */
export function createStitchLoop(options: StitchLoopOptions): StitchLoop {
  const { everyMs = 300, retryMs = 2000 } = options;
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let last = Number.NEGATIVE_INFINITY;
  let stopped = false;
  let paused = 0;
  let failed = false;

  async function round(): Promise<void> {
    last = performance.now();
    let pause = everyMs;
    failed = false;
    for (const site of [...waiting]) {
      waiting.delete(site);
      try {
        const { left } = await options.stitch(site);
        if (left) waiting.add(site);
      } catch (error) {
        failed = true;
        waiting.add(site);
        pause = retryMs;
        options.onError(error, site);
      }
    }
    running = undefined;
    if (waiting.size > 0) schedule(pause);
  }

  function schedule(pause: number): void {
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
      if (waiting.size > 0) schedule(everyMs);
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
        if (waiting.size > 0) schedule(everyMs);
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

import type { Experience } from './experience.ts';

/** A pause as long as this is still reading; of a longer one, only so much counts. */
const LONGEST_PAUSE = 30_000;
/** Less time than this is worth no event of its own, ms; it waits for the next. */
const LEAST = 100;
/** What the shopper does is noticed this often at most, ms: a pointer that moves would tell of it sixty times a second. */
const NOTICE_EVERY = 200;

/**
 * Tells how a page was read, when it is left or hidden: an event `engagement` with `engaged_ms`, the time since the
 * last such event that it was visible and the shopper did something (pauses up to 30 s included), and `scroll_percent`,
 * how far down the page was seen (0 to 100; absent where the page's own height says nothing about that).
 * @returns to be called at every click, by who listens to clicks anyway: to wake a listener, and to listen anew, is dear
 */
export function watchEngagement({ window, signal, listen, track, onLeave }: Experience): () => void {
  const { document, performance } = window;
  const [navigation] = performance.getEntriesByType('navigation') as (PerformanceEntry & {
    activationStart?: number;
  })[];
  /** Since when time may count; a page that was rendered ahead is seen later than it begins. */
  let last = navigation?.activationStart ?? 0;
  let engaged = 0;
  let seen: number | undefined;
  let told = 0;

  // An observer is told where things are when the browser knows it: the page is never made to lay itself out for us.
  const observer = new window.IntersectionObserver(([entry]) => {
    if (!entry?.rootBounds) return;
    const { top, height } = entry.boundingClientRect;
    const bottom = entry.rootBounds.height - top;
    // Content that runs out of an element of fixed height: what is below it cannot be told.
    if (top < 0 && bottom > height + 1) seen = undefined;
    else seen = Math.max(seen ?? 0, Math.min(100, Math.round((bottom / height) * 100)));
  });
  const look = (): void => {
    observer.disconnect();
    if (!signal.aborted) observer.observe(document.documentElement);
  };
  const count = (wasVisible = !document.hidden): void => {
    const now = performance.now();
    if (wasVisible) engaged += Math.min(now - last, LONGEST_PAUSE);
    last = now;
  };
  const tell = (url?: string): void => {
    count();
    if (engaged < LEAST && (seen ?? 0) <= told) return;
    track('engagement', { engaged_ms: Math.round(engaged), ...(seen !== undefined && { scroll_percent: seen }) }, url);
    engaged = 0;
    told = seen ?? told;
  };

  const notice = (type: string): void => {
    const scrolls = type === 'scroll';
    listen(
      window,
      type,
      ({ isTrusted }) => {
        if (isTrusted) count();
        if (scrolls) look();
        window.setTimeout(() => {
          // At the end of the pause, too, so that the place where the shopper stops is seen.
          if (scrolls) look();
          notice(type);
        }, NOTICE_EVERY);
      },
      true,
    );
  };

  look();
  signal.addEventListener('abort', look);
  for (const type of ['pointermove', 'keydown', 'scroll']) notice(type);
  listen(document, 'visibilitychange', () => {
    const { hidden } = document;
    // Until this moment it was the other way round.
    count(hidden);
    if (hidden) tell();
  });
  onLeave((url) => {
    tell(url);
    seen = undefined;
    told = 0;
    look();
  });
  return count;
}

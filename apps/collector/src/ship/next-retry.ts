/** How long to wait after the first failure, ms. */
export const FIRST_RETRY_MS = 100;
const LAST_MS = 10_000;
/** A ClickHouse that is away is back within this of being seen: to ask whether it is costs next to nothing. */
const CHEAP_LAST_MS = 1000;
/** What fails slowly is work for somebody: it may take no more than one part of so many of the time. */
const SHARE = 10;

/**
 * How long to wait after one more failure: twice as long each time, but no longer than the try is worth.
 *
 * @param retry how long was waited before, ms
 * @param took how long the try that failed took, ms
 */
export function nextRetry(retry: number, took: number): number {
  return Math.min(2 * retry, Math.max(CHEAP_LAST_MS, SHARE * took), LAST_MS);
}

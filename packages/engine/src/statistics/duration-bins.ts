/**
 * Durations up to a window are counted in this many bins, so that what the database returns stays small whatever the
 * number of journeys.
 */
export const DURATION_BINS = 200;

/**
 * Bin of a duration: bin i covers window x ((i/200)^4 … ((i+1)/200)^4), so bins are fine where most things happen. With
 * seven days they are seconds wide in the first minutes, 1 min at 10 min, and 3.4 h at the end. Only square roots are
 * used: IEEE 754 rounds them the same everywhere, hence here and in the database.
 * @param ms at least 0
 * @param windowMs above 0
 * @returns 0 to 199, or 200 for a duration of the whole window or more
 */
export function durationBin(ms: number, windowMs: number): number {
  return Math.min(DURATION_BINS, Math.floor(DURATION_BINS * Math.sqrt(Math.sqrt(Math.max(0, ms) / windowMs))));
}

/** SQL text of {@link durationBin}: `ms` and `windowMs` are SQL expressions. */
export function durationBinSql(ms: string, windowMs: string): string {
  return `toUInt32(least(${DURATION_BINS}, floor(${DURATION_BINS} * sqrt(sqrt(greatest(0, ${ms}) / ${windowMs})))))`;
}

/** Where a bin begins, ms; that of bin 200 is the window itself. */
export function binStart(bin: number, windowMs: number): number {
  return windowMs * (bin / DURATION_BINS) ** 4;
}

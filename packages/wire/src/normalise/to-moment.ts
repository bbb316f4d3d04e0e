const ISO = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i;
/** Largest moment a date can have, ms. */
const LARGEST = 8.64e15;

/**
 * Whole milliseconds since 1970 UTC of a number of them or of an ISO 8601 text with a zone; undefined when it is neither.
 *
 * @example toMoment('2025-03-01T10:00:00+01:00') // 1740819600000
 */
export function toMoment(time: unknown): number | undefined {
  if (typeof time === 'number') return Math.abs(time) <= LARGEST ? Math.trunc(time) + 0 : undefined;
  if (typeof time !== 'string' || !ISO.test(time)) return undefined;
  const moment = Date.parse(time.replace(' ', 'T'));
  return Number.isNaN(moment) ? undefined : moment;
}

/** The number nearest to `value` between `low` and `high`. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

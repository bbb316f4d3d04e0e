import { DURATION_BINS, durationBinSql } from '../statistics/duration-bins.ts';
import { addDurations, type DurationEnd, type DurationHistogram } from '../statistics/duration-histogram.ts';
import type { Row } from './question.ts';
import { num, text } from './row-values.ts';

/** SQL expressions, all of Int64 milliseconds unless said otherwise. */
export interface OutcomeTexts {
  /** From the journey's start to its entry into the stage. */
  entry: string;
  /** From the entry to when the journey went on; negative or beyond the window: it did not. */
  wait: string;
  /** The stage's window. */
  window: string;
  /** The journey's age at the moment of asking. */
  age: string;
  /** From the journey's start to its last touchpoint. */
  length: string;
  /** UInt8: the journey has ended. */
  over: string;
}

/** Outcomes by their place in a key. The first two are for those that never came to the stage. */
const OUTCOMES = ['absent', 'skipped', 'advanced', 'ended', 'pending'] as const;
const RADIX = 256;

/** Key of an outcome that has no duration. */
export function outcomeKey(outcome: 'absent' | 'skipped'): string {
  return `toUInt16(${OUTCOMES.indexOf(outcome) * RADIX})`;
}

/**
 * SQL text of how a journey's stay in a stage was observed to end, and after how long: outcome and bin in one small
 * number (UInt16), which is what makes millions of stays cheap to group. {@link outcomeColumns} takes it apart.
 *
 * `advanced` went on inside the window. `pending` in the last bin has had its whole window and did not go on; in another
 * one it still has time left. `ended` had time left, but the journey is over; its stay ended with its last touchpoint.
 */
export function outcomeText({ entry, wait, window, age, length, over }: OutcomeTexts): string {
  const code = (outcome: (typeof OUTCOMES)[number]) => OUTCOMES.indexOf(outcome) * RADIX;
  const went = `${wait} >= 0 AND ${wait} <= ${window}`;
  const waited = `${age} - ${entry}`;
  const left = `${waited} < ${window}`;
  // The bin is written once: what a statement costs over little data is the reading of its text.
  const lasted = `multiIf(${went}, ${wait}, ${over} = 1 AND ${left}, ${length} - ${entry}, ${waited})`;
  return `toUInt16(
      multiIf(${went}, ${code('advanced')}, ${over} = 1 AND ${left}, ${code('ended')}, ${code('pending')})
      + least(if((${went}) OR ${left}, ${DURATION_BINS - 1}, ${DURATION_BINS}), ${durationBinSql(lasted, window)}))`;
}

/** SQL text of the columns `outcome` and `bin` of a key. */
export function outcomeColumns(key: string): string {
  const names = OUTCOMES.map((name) => `'${name}'`).join(', ');
  return `[${names}][intDiv(${key}, ${RADIX}) + 1] AS outcome, ${key} % ${RADIX} AS bin`;
}

/** Adds stays that {@link outcomeText} has given this key; those of another outcome are none of a histogram's business. */
export function addStays(histogram: DurationHistogram, key: number, count: number): void {
  const outcome = OUTCOMES[Math.floor(key / RADIX)] ?? '';
  if (isEnd(outcome)) addDurations(histogram, outcome, key % RADIX, count);
}

/** Adds a row with `outcome`, `bin` and `journeys` to a histogram; rows of another outcome are none of its business. */
export function addOutcome(histogram: DurationHistogram, row: Row): void {
  const outcome = text(row, 'outcome');
  if (isEnd(outcome)) addDurations(histogram, outcome, num(row, 'bin'), num(row, 'journeys'));
}

function isEnd(outcome: string): outcome is DurationEnd {
  return outcome === 'advanced' || outcome === 'ended' || outcome === 'pending';
}

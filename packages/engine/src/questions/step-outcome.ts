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

/**
 * SQL text of a tuple (outcome, bin): how a journey's stay in a stage was observed to end, and after how long.
 * `advanced` went on inside the window. `pending` in the last bin has had its whole window and did not go on; in another
 * one it still has time left. `ended` had time left, but the journey is over; its stay ended with its last touchpoint.
 */
export function outcomeText({ entry, wait, window, age, length, over }: OutcomeTexts): string {
  const bin = (ms: string): string => `least(${DURATION_BINS - 1}, ${durationBinSql(ms, window)})`;
  return `multiIf(
      ${wait} >= 0 AND ${wait} <= ${window}, ('advanced', ${bin(wait)}),
      ${age} - ${entry} >= ${window}, ('pending', toUInt32(${DURATION_BINS})),
      ${over} = 1, ('ended', ${bin(`${length} - ${entry}`)}),
      ('pending', ${bin(`${age} - ${entry}`)}))`;
}

/** Adds a row with `outcome`, `bin` and `journeys` to a histogram; rows of another outcome are none of its business. */
export function addOutcome(histogram: DurationHistogram, row: Row): void {
  const outcome = text(row, 'outcome');
  if (isEnd(outcome)) addDurations(histogram, outcome, num(row, 'bin'), num(row, 'journeys'));
}

function isEnd(outcome: string): outcome is DurationEnd {
  return outcome === 'advanced' || outcome === 'ended' || outcome === 'pending';
}

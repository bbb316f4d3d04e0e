const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/**
 * Names a reference: `the 3 weeks before`, `the week before`, `the 3 periods of 2 weeks before`; and where the periods are shorter
 * than the time from one to the next, which is whole weeks, `the same day of the 8 weeks before`.
 * @param strideMs from the beginning of a period to that of the next
 */
export function historyText(periods: number, lengthMs: number, strideMs: number): string {
  const strides = stridesText(periods, strideMs);
  return lengthMs === strideMs ? `the ${strides} before` : `the same ${lengthText(lengthMs)} of the ${strides} before`;
}

function stridesText(periods: number, ms: number): string {
  if (ms === WEEK) return periods === 1 ? 'week' : `${periods} weeks`;
  const length = `${ms / WEEK} weeks`;
  return periods === 1 ? length : `${periods} periods of ${length}`;
}

function lengthText(ms: number): string {
  if (ms === DAY) return 'day';
  return ms === HOUR ? 'hour' : spanOf(ms);
}

/** The same where last year tells the season: `the 8 weeks before, in the season of the same weeks a year ago`. */
export function seasonalText(history: string): string {
  return `${history}, in the season of the same weeks a year ago`;
}

/** Names a target: `the map's target of 45 %`. */
export function targetText(target: number): string {
  return `the map's target of ${Number((target * 100).toFixed(1))} %`;
}

function spanOf(ms: number): string {
  if (ms >= DAY) return `${Number((ms / DAY).toFixed(1))} d`;
  if (ms >= HOUR) return `${Number((ms / HOUR).toFixed(1))} h`;
  return `${Math.round(ms / 60_000)} min`;
}

/** Names what the better segments reach. */
export function segmentsText(): string {
  return 'the better segments (80th percentile, small ones drawn towards the mean)';
}

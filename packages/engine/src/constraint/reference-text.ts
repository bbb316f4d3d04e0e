const DAY = 86_400_000;

/** Names a reference: `the 3 weeks before`, `the week before`, `the 3 periods of 30 d before`. */
export function historyText(periods: number, lengthMs: number): string {
  const unit = lengthMs === 7 * DAY ? 'week' : lengthMs === DAY ? 'day' : lengthMs === DAY / 24 ? 'hour' : null;
  if (unit !== null) return periods === 1 ? `the ${unit} before` : `the ${periods} ${unit}s before`;
  return periods === 1 ? `the ${spanOf(lengthMs)} before` : `the ${periods} periods of ${spanOf(lengthMs)} before`;
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
  if (ms >= DAY / 24) return `${Number((ms / (DAY / 24)).toFixed(1))} h`;
  return `${Math.round(ms / 60_000)} min`;
}

/** Names what the better segments reach. */
export function segmentsText(): string {
  return 'the better segments (80th percentile, small ones drawn towards the mean)';
}

import { durationMs, type Period } from '@desirepath/schema';
import { PlanError } from './plan-error.ts';

/** A closed-open span of time, ms since 1970; null: open on that side. */
export interface Span {
  from: number | null;
  to: number | null;
}

/**
 * Turns a period as people ask for it into moments. `{ last }` ends at `now`; no period is all of time.
 * @param now ms since 1970
 * @throws PlanError when the period ends before it begins
 * @example resolvePeriod({ last: '7d' }, Date.UTC(2026, 0, 8)) // 1 to 8 January
 */
export function resolvePeriod(period: Period | undefined, now: number): Span {
  if (period === undefined) return { from: null, to: null };
  if ('last' in period) return { from: now - durationMs(period.last), to: now };
  const from = period.from === undefined ? null : Date.parse(period.from);
  const to = period.to === undefined ? null : Date.parse(period.to);
  if (from !== null && to !== null && to <= from) {
    throw new PlanError(
      `The period ends (${period.to}) before or when it begins (${period.from}); swap the two moments.`,
      'period',
      `${period.from} to ${period.to}`,
    );
  }
  return { from, to };
}

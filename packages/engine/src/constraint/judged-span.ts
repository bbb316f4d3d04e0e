import type { Period } from '@desirepath/schema';
import { resolvePeriod } from '../questions/period.ts';
import { PlanError } from '../questions/plan-error.ts';

/**
 * The period that a chain is judged in, both ends known.
 * @throws PlanError for a period that is open at its beginning, or has not begun
 */
export function judgedSpan(period: Period, now: number): { from: number; to: number } {
  const asked = resolvePeriod(period, now);
  if (asked.from === null) {
    throw new PlanError(
      'The question needs a period with a beginning, for it is compared with what came before; write { "last": "7d" } or give "from".',
      'period.from',
      undefined,
    );
  }
  // What is yet to come cannot be judged.
  const span = { from: asked.from, to: Math.min(asked.to ?? now, now) };
  if (span.to <= span.from) {
    throw new PlanError(
      `The period begins at ${new Date(span.from).toISOString()}, which is not in the past; choose an earlier one.`,
      'period.from',
      new Date(span.from).toISOString(),
    );
  }
  return span;
}

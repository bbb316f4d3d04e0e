import type { FunnelPlan } from '@desirepath/schema';
import { isSessionTold } from '../stitch/session-tells.ts';
import type { FunnelStep } from './funnel-steps.ts';
import { type Carried, carriedText } from './funnel-units.ts';
import { PlanError } from './plan-error.ts';

/** Segments, the largest, that have a trend and a time to convert of their own; that the others have none is said. */
export const MOST_TOLD_APART = 20;

/** What a unit has to carry so that its segment is known. */
export function segmentCarries(plan: FunnelPlan): Carried[] {
  return plan.segment_by === undefined || plan.attribution === 'first' ? ['segment'] : ['segment', 'parts'];
}

/** @throws PlanError where what is counted has but one of what it is broken down by, so that there is nothing to choose */
function checkChoice({ by, segment_by: what = '', attribution }: FunnelPlan): void {
  if (by === 'person' || (by === 'journey' && isSessionTold(what))) return;
  const others = by === 'session' && isSessionTold(what) ? '"journey" or "person"' : '"person"';
  throw new PlanError(
    `A ${by} has one "${what}" from beginning to end, so there is no other than that of the "first"; leave "attribution" out, or ask by ${others}.`,
    'attribution',
    attribution,
  );
}

/**
 * SQL of a unit's segment over `unit` and, where it says so, `times`, and of the condition that it has one: who did not
 * reach the step that decides belongs to none.
 * @throws PlanError where there is no such step, or nothing to choose from
 */
export function segmentTexts(
  plan: FunnelPlan,
  steps: readonly FunnelStep[],
  carried: readonly Carried[],
): { segment: string; has: string; needsTimes: boolean } {
  const { attribution } = plan;
  if (plan.segment_by === undefined || attribution === 'first')
    return { segment: carriedText('segment', carried), has: '1', needsTimes: false };
  checkChoice(plan);
  const parts = carriedText('parts', carried);
  const at = (when: string): string => `${parts}[greatest(1, arrayLastIndex(part -> part.1 <= ${when}, ${parts}))].2`;
  if (attribution === 'last') return { segment: at('arrayMax(times)'), has: '1', needsTimes: true };
  if (attribution > steps.length) {
    throw new PlanError(
      `The funnel has ${steps.length} steps, so none has the number ${attribution}.`,
      'attribution',
      attribution,
    );
  }
  return {
    segment: at(`times[${attribution}]`),
    has: `length(times) >= ${attribution} AND times[${attribution}] >= 0`,
    needsTimes: true,
  };
}

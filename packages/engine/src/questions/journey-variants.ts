import type { FlowPlan } from '@desirepath/schema';
import { filterText, spanText } from './filter.ts';
import { journeyMoments } from './journey-moments.ts';
import type { Params } from './params.ts';
import type { Span } from './period.ts';
import type { QuestionContext } from './question.ts';

/** Byte that stands for the end of a journey; no touchpoint has it. */
export const END = 255;
/** Byte that stands for what is beyond the depth. */
export const BEYOND = 0;

/**
 * SQL with one row for each distinct sequence: `codes` (runs of the same touchpoint collapsed where asked), `variant_journeys`,
 * `variant_goals`, those that reached the goal, and `variant_open`, those that may still go on. The cost of what rests on it follows
 * the variants, not the journeys.
 */
export function journeyVariants(
  plan: Pick<FlowPlan, 'filter' | 'collapse'>,
  context: QuestionContext,
  span: Span,
  params: Params,
): string {
  const codes = "reinterpret(s, 'Array(UInt8)')";
  return `SELECT
    ${plan.collapse ? `arrayCompact(${codes})` : codes} AS codes, count() AS variant_journeys, countIf(goal_at >= 0) AS variant_goals,
    countIf(NOT ${journeyMoments(context, params).over}) AS variant_open
  FROM (${params.include(context.journeys)})
  WHERE ${spanText('start', span, params)} AND ${filterText(plan.filter, params)}
  GROUP BY s`;
}

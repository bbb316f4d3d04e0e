import { durationMs, type FunnelAnswer, type FunnelPlan } from '@desirepath/schema';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import { answerCommon } from './answer-common.ts';
import { codebook } from './codebook.ts';
import { anyTimes } from './funnel-any.ts';
import { anyNeeds } from './funnel-any-needs.ts';
import { orderedTimes, orderedTimesWithin } from './funnel-ordered.ts';
import { type FunnelStep, funnelSteps } from './funnel-steps.ts';
import { strictTimes } from './funnel-strict.ts';
import { funnelUnits } from './funnel-units.ts';
import { Params } from './params.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext, Row } from './question.ts';
import { list, num, text } from './row-values.ts';

/** Segments shown; the rest is said to be left out. */
const MOST_SEGMENTS = 200;

type Step = FunnelAnswer['steps'][number];

function stepRows(steps: readonly FunnelStep[], row: Row | undefined): Step[] {
  const counts = list(row, 'counts').map(Number);
  const medians = list(row, 'medians');
  const first = counts[0] ?? 0;
  return steps.map(({ names }, i) => {
    const count = counts[i] ?? 0;
    const previous = i === 0 ? count : (counts[i - 1] ?? 0);
    const share = previous === 0 ? 0 : count / previous;
    const median = i === 0 || count === 0 ? undefined : medians[i - 1];
    return {
      step: [...names],
      count,
      share_of_first: first === 0 ? 0 : count / first,
      share_of_previous: share,
      interval: wilsonInterval(share, previous),
      dropped: previous - count,
      median_ms: median === undefined || median === null ? null : Number(median),
    };
  });
}

/**
 * How many journeys, persons or sessions went through the steps. A touchpoint serves one step only. Where several chains
 * of touchpoints fit, the count is of the one that gets furthest and the times are of the earliest such.
 *
 * The interval is that of `share_of_previous`.
 * @throws PlanError for an unknown touchpoint
 */
export function funnelQuestion(plan: FunnelPlan, context: QuestionContext): Question {
  const params = new Params('q_');
  const span = resolvePeriod(plan.period, context.now);
  const steps = funnelSteps(plan, codebook(context));
  const units = funnelUnits(plan, context, span, params);
  const window = plan.window === undefined ? undefined : params.add('window', 'Int64', durationMs(plan.window));
  const times = {
    ordered: () =>
      window === undefined || steps.length === 1
        ? orderedTimes(units, steps, params)
        : orderedTimesWithin(units, steps, window, params),
    strict: () => strictTimes(units, steps, window, params),
    any: () => anyTimes(units, anyNeeds(steps), window, params),
  }[plan.order]();
  const segmented = plan.segment_by !== undefined;
  const funnel = params.sql(`SELECT
  ${segmented ? 'segment, toUInt8(grouping(segment)) AS every, toFloat64(count() OVER ()) AS groups,' : '1 AS every,'}
  sumForEach(arrayMap(k -> toFloat64(k <= length(times)), range(1, ${steps.length + 1}))) AS counts,
  quantileExactInclusiveForEach(0.5)(arrayPopFront(arrayDifference(times))) AS medians
FROM (
  ${times}
)${segmented ? `\nGROUP BY GROUPING SETS ((), (segment))\nHAVING counts[1] > 0\nORDER BY every DESC, counts[1] DESC, segment\nLIMIT ${MOST_SEGMENTS + 1}` : ''}`);

  return {
    queries: { funnel },
    answer({ funnel: rows = [] }): FunnelAnswer {
      const segments = rows.filter((row) => num(row, 'every') === 0);
      const all = segmented ? Math.max(0, num(rows[0], 'groups') - 1) : 0;
      return {
        plan: 'funnel',
        ...answerCommon(context, span, [{ what: 'segments', count: all - segments.length }]),
        by: plan.by,
        order: plan.order,
        steps: stepRows(
          steps,
          rows.find((row) => num(row, 'every') === 1),
        ),
        segments: segments.map((row) => ({ segment: text(row, 'segment'), steps: stepRows(steps, row) })),
      };
    },
  };
}

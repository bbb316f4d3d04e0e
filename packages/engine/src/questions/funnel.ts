import type { FunnelAnswer, FunnelPlan } from '@desirepath/schema';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import { answerCommon } from './answer-common.ts';
import { countTexts } from './funnel-counts.ts';
import { foldPersons, personQueries } from './funnel-persons.ts';
import { type FunnelRelation, funnelRelation } from './funnel-relation.ts';
import { MOST_TOLD_APART, segmentCarries, segmentTexts } from './funnel-segment.ts';
import { foldSegmentTimings, foldTiming, segmentTimingQuery, timingQueries } from './funnel-timing.ts';
import { foldSegmentTrends, foldTrend, segmentTrendQuery, trendQuery } from './funnel-trend.ts';
import { Params } from './params.ts';
import type { Question, QuestionContext, Row } from './question.ts';
import { list, num, text } from './row-values.ts';

/** Segments shown; the rest is said to be left out. */
const MOST_SEGMENTS = 200;

type Step = FunnelAnswer['steps'][number];

function stepRows({ steps, previous }: FunnelRelation, row: Row | undefined): Step[] {
  const counts = list(row, 'counts').map(Number);
  const medians = list(row, 'medians');
  const first = counts[0] ?? 0;
  return steps.map(({ names, optional }, i) => {
    const count = counts[i] ?? 0;
    const before = i === 0 ? count : (counts[(previous[i] ?? 1) - 1] ?? 0);
    const share = before === 0 ? 0 : count / before;
    const median = i === 0 || count === 0 ? undefined : medians[i - 1];
    return {
      step: [...names],
      optional,
      count,
      share_of_first: first === 0 ? 0 : count / first,
      share_of_previous: share,
      interval: wilsonInterval(share, before),
      dropped: before - count,
      median_ms: median === undefined || median === null ? null : Number(median),
    };
  });
}

/**
 * How many journeys, persons or sessions went through the steps. A touchpoint serves one step only. Where several chains
 * of touchpoints fit, the count is of the one that gets furthest and the times are of the earliest such; where steps are
 * optional, repeated, or have conditions between them, see {@link linkedTimes}.
 *
 * The interval is that of `share_of_previous`.
 * @throws PlanError for an unknown touchpoint, or steps that cannot be
 */
export function funnelQuestion(plan: FunnelPlan, context: QuestionContext): Question {
  const relation = funnelRelation(plan, context);
  const params = new Params('q_');
  const segmented = plan.segment_by !== undefined;
  const { from, columns } = countTexts(plan, relation, segmented, params);
  // Who belongs to no segment still counts in total, which then needs a look of its own.
  const apart = segmented && segmentTexts(plan, relation.steps, segmentCarries(plan)).has !== '1';
  const funnel = params.sql(`SELECT
  ${segmented ? `segment, toUInt8(${apart ? '0' : 'grouping(segment)'}) AS every, toFloat64(count() OVER ()) AS groups,` : '1 AS every,'}
  ${columns}
FROM (
  ${from}
)${segmented ? `\nGROUP BY ${apart ? 'segment' : 'GROUPING SETS ((), (segment))'}\nHAVING counts[1] > 0\nORDER BY every DESC, counts[1] DESC, segment\nLIMIT ${MOST_SEGMENTS + 1}` : ''}`);
  const whole = new Params('q_');
  const total = apart ? countTexts(plan, relation, false, whole) : undefined;
  const all =
    total === undefined ? {} : { all: whole.sql(`SELECT 1 AS every, ${total.columns}\nFROM (\n  ${total.from}\n)`) };

  return {
    queries: {
      funnel,
      ...all,
      ...(plan.timing ? timingQueries(plan, context, relation) : {}),
      ...(plan.timing && segmented ? { segment_times: segmentTimingQuery(plan, context, relation) } : {}),
      ...(plan.trend === undefined ? {} : { trend: trendQuery(plan, context, relation) }),
      ...(plan.trend !== undefined && segmented ? { segment_trends: segmentTrendQuery(plan, context, relation) } : {}),
      ...personQueries(plan, context, relation),
    },
    answer({
      funnel: rows = [],
      all: total = [],
      waits = [],
      quantiles = [],
      trend: spans = [],
      segment_times: timed = [],
      segment_trends: trended = [],
      total: found = [],
      persons = [],
    }): FunnelAnswer {
      const segments = rows.filter((row) => num(row, 'every') === 0).slice(0, MOST_SEGMENTS);
      const groups = segmented ? Math.max(0, num(rows[0], 'groups') - (apart ? 0 : 1)) : 0;
      const trend = foldTrend(spans);
      const trends = foldSegmentTrends(trended, trend);
      const times = foldSegmentTimings(plan, timed);
      const untold = Math.max(0, groups - MOST_TOLD_APART);
      const { rest, ...page } = foldPersons(plan, found, persons);
      return {
        plan: 'funnel',
        ...answerCommon(context, relation.span, [
          { what: 'segments', count: groups - segments.length },
          { what: `${plan.trend ?? 'day'}s`, count: num(spans[0], 'spans') - trend.length },
          { what: 'trends of segments', count: plan.trend === undefined ? 0 : untold },
          { what: 'times of segments', count: plan.timing ? untold : 0 },
          { what: `${plan.by}s`, count: rest },
        ]),
        by: plan.by,
        order: plan.order,
        steps: stepRows(
          relation,
          [...rows, ...total].find((row) => num(row, 'every') === 1),
        ),
        segments: segments.map((row) => {
          const segment = text(row, 'segment');
          const [trend, time] = [trends.get(segment), times.get(segment)];
          return {
            segment,
            steps: stepRows(relation, row),
            ...(trend === undefined ? {} : { trend }),
            ...(time === undefined ? {} : { time_to_convert: time }),
          };
        }),
        time_to_convert: plan.timing ? foldTiming(plan, waits, quantiles) : null,
        trend,
        ...page,
      };
    },
  };
}

import type { StageRow, StagesAnswer, StagesPlan } from '@desirepath/schema';
import { experienceQueries } from '../experience/experience-queries.ts';
import { type ExperienceRows, foldExperience } from '../experience/fold-experience.ts';
import type { CompiledStage } from '../map/compiled-map.ts';
import { aalenJohansen } from '../statistics/aalen-johansen.ts';
import { DURATION_BINS } from '../statistics/duration-bins.ts';
import { emptyHistogram } from '../statistics/duration-histogram.ts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import { answerCommon } from './answer-common.ts';
import { dimensionText } from './filter.ts';
import { foldOrders } from './order-totals.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext, Row } from './question.ts';
import { num, text } from './row-values.ts';
import { MOST_SEGMENTS, stageQueries } from './stage-queries.ts';
import { addOutcome } from './step-outcome.ts';

/**
 * Every stage of the map over the journeys that began in the period, those after the goal included.
 *
 * - entered: had a touchpoint of the stage. advanced: then reached a later stage, whichever, inside the stage's window.
 *   open: not yet, the window has not passed, and the journey goes on. dropped: the rest; so entered = advanced + dropped
 *   + open, always.
 * - skipped: reached a later stage (any later one of the map, before or after the goal), never this one.
 * - conversion: Aalen and Johansen's estimate of the share that advances inside the window, aware of the open ones; its
 *   interval is Wilson's on the effective sample size. It rests on durations in 200 bins of the window.
 * - time: exact quantiles among those that advanced.
 * - experience: the share of those that entered that met no trouble while it was the furthest stage they had come to.
 *
 * What comes back from the database is bounded by stages x bins x segments, not by journeys; of segments, the 50 with the
 * most journeys are given, and the answer says how many are left out.
 * @throws PlanError for a period or a filter that cannot be
 */
export function stagesQuestion(plan: StagesPlan, context: QuestionContext): Question {
  const span = resolvePeriod(plan.period, context.now);
  const segmented = plan.segment_by !== undefined;

  return {
    queries: {
      ...stageQueries(plan, context, span),
      ...(plan.experience
        ? experienceQueries(plan, context, span, {
            by: plan.segment_by === undefined ? undefined : dimensionText(plan.segment_by),
            most: MOST_SEGMENTS,
          })
        : {}),
    },
    answer({
      durations: counted = [],
      times: timed = [],
      orders: orderRows = [],
      trouble = [],
      said = [],
      watched = [],
    }): StagesAnswer {
      const fared = plan.experience ? { trouble, said, watched } : null;
      const timeOf = new Map(timed.map((row) => [keyOf(row), row]));
      const groups = new Map<string, Row[]>();
      for (const row of counted) {
        const key = groupOf(row);
        const rows = groups.get(key);
        if (rows === undefined) groups.set(key, [row]);
        else rows.push(row);
      }
      const stagesOf = (rows: readonly Row[]): StageRow[] =>
        context.map.stages.map((stage) => {
          const own = rows.filter((row) => num(row, 'stage') === stage.number);
          const last = stage.number === context.map.stages.length;
          const [first] = own;
          const row = stageRow(stage, last, own, first === undefined ? undefined : timeOf.get(keyOf(first)));
          return { ...row, experience: experienceOf(fared, row, rows[0]) };
        });
      const every = [...groups.values()].find(([row]) => num(row, 'every') === 1) ?? [];
      const segments = !segmented ? [] : [...groups.values()].filter(([row]) => num(row, 'every') === 0);
      const all = !segmented ? 0 : Math.max(0, num(counted[0], 'places') - 1);
      return {
        plan: 'stages',
        ...answerCommon(context, span, [{ what: 'segments', count: all - segments.length }]),
        journeys: num(every[0], 'all_journeys'),
        ...foldOrders(orderRows, context.currency),
        stages: stagesOf(every),
        segments: segments.map((rows) => ({
          segment: text(rows[0], 'segment'),
          journeys: num(rows[0], 'all_journeys'),
          stages: stagesOf(rows),
        })),
      };
    },
  };
}

const groupOf = (row: Row): string => `${num(row, 'every')} ${text(row, 'segment')}`;
const keyOf = (row: Row): string => `${num(row, 'stage')} ${groupOf(row)}`;

/** How shoppers fared in a stage of the group that `sample` is a row of; null where that was not asked for. */
function experienceOf(
  rows: ExperienceRows | null,
  { number, entered }: Pick<StageRow, 'number' | 'entered'>,
  sample: Row | undefined,
): StageRow['experience'] {
  if (rows === null) return null;
  const every = sample === undefined || num(sample, 'every') === 1;
  return foldExperience(rows, { every, segment: text(sample, 'segment'), stage: number, entered });
}

/** One stage from its rows of durations. */
function stageRow(
  stage: CompiledStage,
  last: boolean,
  rows: readonly Row[],
  time: Row | undefined,
): Omit<StageRow, 'experience'> {
  const histogram = emptyHistogram();
  let skipped = 0;
  let looped = 0;
  for (const row of rows) {
    addOutcome(histogram, row);
    if (text(row, 'outcome') === 'skipped') skipped += num(row, 'journeys');
    looped += num(row, 'looped');
  }
  const sum = (bins: Float64Array): number => bins.reduce((total, count) => total + count, 0);
  const advanced = sum(histogram.advanced);
  const waited = histogram.pending[DURATION_BINS] ?? 0;
  const dropped = waited + sum(histogram.ended);
  const open = sum(histogram.pending) - waited;
  const entered = advanced + dropped + open;
  const estimate = last || entered === 0 ? null : aalenJohansen(histogram);
  const [median, p90] = (Array.isArray(time?.quantiles) ? time.quantiles : []).map(Number);
  return {
    number: stage.number,
    id: stage.id,
    name: stage.name,
    entered,
    advanced,
    dropped,
    open,
    skipped,
    looped_back: looped,
    conversion: estimate === null ? null : estimate.share,
    interval: estimate === null ? null : wilsonInterval(estimate.share, estimate.effectiveSize),
    time_ms: median === undefined || p90 === undefined ? null : { median: Math.round(median), p90: Math.round(p90) },
    target: stage.targetConversion,
  };
}

import type { StageLift, WhatIfAnswer, WhatIfPlan } from '@desirepath/schema';
import { chainQueries } from '../constraint/chain-queries.ts';
import { constraintChain } from '../constraint/constraint-chain.ts';
import { foldChainCounts, rareSegments } from '../constraint/fold-chain-counts.ts';
import { judgeChain } from '../constraint/judge-chain.ts';
import { judgedSpan } from '../constraint/judged-span.ts';
import { type LiftGain, liftDraws } from '../constraint/lift-draws.ts';
import { ordersWorth } from '../constraint/orders-worth.ts';
import { type Lift, liftChain } from '../constraint/what-if.ts';
import type { CompiledStage } from '../map/compiled-map.ts';
import { createRandom } from '../statistics/random.ts';
import { answerCommon } from './answer-common.ts';
import { PlanError } from './plan-error.ts';
import type { Question, QuestionContext, Row } from './question.ts';

const WEEK = 7 * 86_400_000;

/**
 * Orders and money if stages of the chain were lifted, all together and each for itself, everything else left as it is.
 * The chain is that of the constraint and so are the draws: the same period, history, segments and seed give the same
 * posterior. It is arithmetic on the chain, not a forecast: who is let through at one step may be less eager at the next.
 * @throws PlanError for a stage that is not in the chain, or a period that cannot be judged
 */
export function whatIfQuestion(plan: WhatIfPlan, context: QuestionContext): Question {
  const span = judgedSpan(plan.period, context.now);
  const chain = constraintChain(context.map);
  const steps = plan.lifts.map((lift, index) => stepOf(lift, index, chain));
  const scope = { plan, chain, span, periods: plan.history };

  return {
    queries: chainQueries(scope, context),
    answer({ steps: rows = [], orders = [] }): WhatIfAnswer {
      const counts = foldChainCounts(rows, orders, { steps: chain.length - 1, periods: plan.history + 1 });
      const names = counts.segments.map(({ segment }) => segment);
      const lifts = plan.lifts.map((lift, index) => liftOf(lift, index, steps[index] ?? 0, names, rows));
      const references = chain.slice(1).map(() => 'history' as const);
      const judged = judgeChain(counts, { references, draws: 1, seed: plan.seed });
      const drawn = liftDraws(
        {
          entrants: judged.entrants,
          assumptions: judged.assumptions,
        },
        [lifts, ...lifts.map((lift) => [lift])],
        plan.draws,
        createRandom(plan.seed),
      );
      const perWeek = WEEK / (span.to - span.from);
      const worth = (some: readonly number[]) =>
        ordersWorth(
          some.map((count) => count * perWeek),
          counts.segments,
          context.currency,
        );
      const told = ({ gain, interval, segments }: LiftGain) => ({
        gain: gain * perWeek,
        interval: [interval[0] * perWeek, interval[1] * perWeek] as [number, number],
        gain_value: worth(segments),
      });
      const [all, ...each] = drawn as [LiftGain, ...LiftGain[]];
      const before = all.before.reduce((sum, some) => sum + some, 0);
      const now = judged.steps.map(({ measured }) => measured.map(({ conversion }) => conversion));
      return {
        plan: 'what_if',
        ...answerCommon(context, span, [{ what: 'segments put together as (other)', count: rareSegments(rows) }]),
        orders: before * perWeek,
        orders_after: (before + all.gain) * perWeek,
        value: worth(all.before),
        value_after: worth(all.before.map((some, segment) => some + (all.segments[segment] ?? 0))),
        ...told(all),
        lifts: lifts.map((lift, index) => {
          const { number, id, name } = chain[lift.step] as CompiledStage;
          const applied = (conversions: readonly (readonly number[])[]) => {
            const there = (judged.steps[lift.step]?.measured ?? []).flatMap(({ entered }, segment) =>
              lift.segment === undefined || lift.segment === segment
                ? [{ entered, share: conversions[lift.step]?.[segment] ?? 0 }]
                : [],
            );
            const entered = there.reduce((sum, one) => sum + one.entered, 0);
            return entered === 0 ? 0 : there.reduce((sum, one) => sum + one.entered * one.share, 0) / entered;
          };
          return {
            number,
            stage: id,
            name,
            segment: plan.lifts[index]?.segment ?? null,
            conversion: applied(now),
            conversion_after: applied(liftChain(now, [lift])),
            ...told(each[index] as LiftGain),
          };
        }),
      };
    },
  };
}

function stepOf(lift: StageLift, index: number, chain: readonly CompiledStage[]): number {
  const step = chain.findIndex(({ id }) => id === lift.stage);
  if (step >= 0 && step < chain.length - 1) return step;
  const open = chain
    .slice(0, -1)
    .map(({ id }) => id)
    .join(', ');
  const why =
    step < 0
      ? `There is no stage "${lift.stage}" in the chain`
      : `"${lift.stage}" is the goal, after which nothing is lost`;
  throw new PlanError(
    open === '' ? `${why}, which has only one stage.` : `${why}; stages that can be lifted: ${open}.`,
    `lifts.${index}.stage`,
    lift.stage,
  );
}

/** @throws PlanError for a segment that is not there */
function liftOf(
  { factor, points, to, segment }: StageLift,
  index: number,
  step: number,
  names: readonly string[],
  rows: readonly Row[],
): Lift {
  const place = segment === undefined ? undefined : names.indexOf(segment);
  if (place !== undefined && place < 0 && rows.length > 0) {
    throw new PlanError(
      `No segment is called "${segment}"; there ${names.length === 1 ? 'is' : 'are'} ${names.map((name) => `"${name}"`).join(', ')}.`,
      `lifts.${index}.segment`,
      segment,
    );
  }
  return {
    step,
    ...(factor === undefined ? {} : { factor }),
    ...(points === undefined ? {} : { points }),
    ...(to === undefined ? {} : { to }),
    ...(place === undefined ? {} : { segment: place }),
  };
}

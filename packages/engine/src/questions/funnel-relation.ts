import { durationMs, type FunnelPlan } from '@desirepath/schema';
import { codebook } from './codebook.ts';
import { anyTimes } from './funnel-any.ts';
import { anyLinkedTimes } from './funnel-any-linked.ts';
import { anyNeeds } from './funnel-any-needs.ts';
import { linkedTimes } from './funnel-linked.ts';
import { orderedSteps, orderedStepsWithin, type ReachedSteps } from './funnel-ordered.ts';
import { type FunnelStep, funnelSteps, hasLinks, stepConditions } from './funnel-steps.ts';
import { strictTimes } from './funnel-strict.ts';
import { type Carried, funnelUnits } from './funnel-units.ts';
import type { Params } from './params.ts';
import { resolvePeriod, type Span } from './period.ts';
import type { QuestionContext } from './question.ts';
import { refineJourneys } from './refine-journeys.ts';
import { settled } from './settled.ts';

/** Needs of steps in any order that are written out in the text of a query; more of them go as data. */
const MOST_NEEDS_IN_TEXT = 64;

/** A funnel made ready: its steps, and its relation for any query that rests on it. */
export interface FunnelRelation {
  steps: readonly FunnelStep[];
  span: Span;
  /** Number of the step, from 1, that share_of_previous refers to, for each step; 0 for the first one. */
  previous: readonly number[];
  /** Whether `times` may have -1 in it for a step that was left out. */
  gaps: boolean;
  /** A relation with `unit`, and over it the steps reached; with gaps, `times` has -1 for a step that was left out. */
  reached(carried: readonly Carried[], params: Params): ReachedSteps;
  /**
   * SQL with `unit` and `times`: when each step was reached, ms since the unit began, in the order of the steps, up to
   * the last one reached.
   */
  text(carried: readonly Carried[], params: Params): string;
  /**
   * The same with `times` filled up: as many as there are steps, -1 for each that was not reached. For queries with
   * conditions on them.
   */
  full(carried: readonly Carried[], params: Params): string;
}

/** @throws PlanError for an unknown touchpoint, or steps that cannot be */
export function funnelRelation(plan: FunnelPlan, context: QuestionContext): FunnelRelation {
  const span = resolvePeriod(plan.period, context.now);
  const book = codebook(context);
  // A session may have begun in a journey from before the period.
  const earliest = plan.by === 'session' ? { from: null, to: span.to } : span;
  const refined = refineJourneys(context, stepConditions(plan, book), earliest);
  const steps = funnelSteps(plan, book, refined);
  // For its error, at once.
  const needs = plan.order === 'any' ? anyNeeds(steps) : undefined;
  const linked = hasLinks(steps) || (needs?.sets.length ?? 0) > MOST_NEEDS_IN_TEXT;
  const timed = (relation: string): ReachedSteps => ({ relation, reach: 'toUInt8(length(times))', times: 'times' });
  const reached: FunnelRelation['reached'] = (carried, params) => {
    const windowMs = plan.window === undefined ? undefined : durationMs(plan.window);
    // Where steps are linked, more than the window may need times.
    const units = funnelUnits(plan, refined.context, span, carried, params, linked ? undefined : windowMs);
    if (needs !== undefined && linked) return timed(anyLinkedTimes(units.relation, steps, needs, windowMs, params));
    const window = windowMs === undefined ? undefined : params.add('window', 'Int64', windowMs);
    if (needs !== undefined) return timed(anyTimes(units.relation, steps, needs, window, params));
    if (plan.order !== 'any' && linked) return timed(linkedTimes(units, steps, plan.order, window, params));
    if (plan.order === 'strict') return timed(strictTimes(units.relation, steps, window, params));
    return window === undefined || steps.length === 1
      ? orderedSteps(units.padded, steps, params)
      : orderedStepsWithin(units, steps, window, params);
  };
  const text: FunnelRelation['text'] = (carried, params) => {
    const { relation, times } = reached(carried, params);
    return times === 'times' ? relation : `SELECT unit, ${times} AS times FROM (${relation})`;
  };
  return {
    steps,
    span,
    previous: steps.map((_, i) => steps.slice(0, i).findLastIndex(({ optional }) => !optional) + 1),
    gaps: linked,
    reached,
    text,
    full: (carried, params) =>
      linked
        ? settled(text(carried, params))
        : settled(
            `SELECT unit, arrayResize(times, ${steps.length}, toInt64(-1)) AS times FROM (${text(carried, params)})`,
          ),
  };
}

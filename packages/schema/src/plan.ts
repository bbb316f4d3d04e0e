import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { breakdownSchema, drawing, judging, limitSchema, narrowed, periodSchema, planBase } from './plan-base.ts';
import { attributionPlanSchema } from './plans/attribution.ts';
import { changesPlanSchema } from './plans/changes.ts';
import { comparePlanSchema } from './plans/compare.ts';
import { compareMapsPlanSchema } from './plans/compare-maps.ts';
import { conformancePlanSchema } from './plans/conformance.ts';
import { flowPlanSchema, graphPlanSchema } from './plans/flow.ts';
import { showSchema, stepSchema } from './plans/funnel-parts.ts';
import { matrixPlanSchema } from './plans/matrix.ts';
import { retentionPlanSchema } from './plans/retention.ts';
import { surveysPlanSchema } from './plans/surveys.ts';
import { variantsPlanSchema } from './plans/variants.ts';
import { whatIfPlanSchema } from './plans/what-if.ts';

/** The sessions of a period, by the map's rules or by others given here; `list` shows them one by one. */
export const sessionsPlanSchema = z.strictObject({
  plan: z.literal('sessions'),
  ...planBase,
  gap: durationSchema.optional(),
  on_campaign: z.boolean().optional(),
  list: z.boolean().default(false),
  limit: limitSchema.default(100),
});

/** How many went through the steps. Ties in time are settled by the events' sequence numbers. */
export const funnelPlanSchema = z.strictObject({
  plan: z.literal('funnel'),
  ...planBase,
  steps: z.array(stepSchema).min(1).max(64),
  /** What is counted. */
  by: z.enum(['journey', 'person', 'session']).default('journey'),
  /** `ordered`: each step some time after the one before; `strict`: right after it; `any`: all of them, in any order. */
  order: z.enum(['ordered', 'strict', 'any']).default('ordered'),
  /** Time from the first step to the last; none: no limit. */
  window: durationSchema.optional(),
  segment_by: breakdownSchema.optional(),
  /**
   * Whose dimension it is, where a person has several journeys: that of the `first` journey, of the one in which they came
   * furthest (`last`), or of the one in which they reached the step of this number. A journey has several sessions, each with
   * a channel, source and campaign of its own: that of the journey (`first`), or of the session in which it was.
   */
  attribution: z.union([z.enum(['first', 'last']), z.number().int().min(1).max(64)]).default('first'),
  /** Whether `median_ms` is wanted. Without it only the order of touchpoints is read where that is enough, which is much quicker. */
  medians: z.boolean().default(true),
  /** Adds how long it takes from the first step to the last. */
  timing: z.boolean().default(false),
  /** Adds the counts of each day or week (Monday first) of the site's time zone. */
  trend: z.enum(['day', 'week']).optional(),
  /** Adds the ones behind a number, the newest first. */
  show: showSchema.optional(),
  limit: limitSchema.default(100),
  /** The `next` of the answer before. */
  cursor: z.string().optional(),
});

/** Every stage of the map: entered, advanced, skipped, dropped, open, conversion with its interval, time. */
export const stagesPlanSchema = z.strictObject({
  plan: z.literal('stages'),
  ...planBase,
  segment_by: breakdownSchema.optional(),
  /** Adds how shoppers fared in each stage. That is in the events, all of which are read then. */
  experience: z.boolean().default(false),
});

/** The most frequent paths forward from the start or from a touchpoint, or back from one. */
export const pathsPlanSchema = z.strictObject({
  plan: z.literal('paths'),
  ...planBase,
  from: z.string().optional(),
  to: z.string().optional(),
  /** Touchpoints shown of each path; whether there are more is told. */
  depth: z.number().int().min(2).max(20).default(6),
  /** Whether the same touchpoint several times in a row counts as one. */
  collapse: z.boolean().default(true),
  limit: limitSchema.default(20),
});

/** Journeys one by one, the newest first. */
export const journeysPlanSchema = z.strictObject({
  plan: z.literal('journeys'),
  ...planBase,
  person: z.string().optional(),
  visitor: z.string().optional(),
  limit: limitSchema.default(20),
  /** The `next` of the answer before. */
  cursor: z.string().optional(),
});

/** The one step whose restoration to a reachable reference releases the most orders. */
export const constraintPlanSchema = z.strictObject({
  plan: z.literal('constraint'),
  /** The period that is judged; by default the last seven days. */
  period: periodSchema.default({ last: '7d' }),
  ...narrowed,
  segment_by: breakdownSchema.default('device'),
  ...judging,
  /** Whether to align the journeys with the map, and tell what is done otherwise in each stage beside its history. */
  deviations: z.boolean().default(false),
  /** Whether to tell what trouble was met inside each step, and how quick its pages were, beside its history. */
  signals: z.boolean().default(true),
  ...drawing,
});

/** A question, as plain data: a JSON file, the body of `POST /api/v1/query`, the input of `desirepath query`. */
export const planSchema = z.discriminatedUnion('plan', [
  sessionsPlanSchema,
  funnelPlanSchema,
  stagesPlanSchema,
  pathsPlanSchema,
  journeysPlanSchema,
  constraintPlanSchema,
  whatIfPlanSchema,
  flowPlanSchema,
  attributionPlanSchema,
  retentionPlanSchema,
  changesPlanSchema,
  graphPlanSchema,
  variantsPlanSchema,
  conformancePlanSchema,
  surveysPlanSchema,
  matrixPlanSchema,
  comparePlanSchema,
  compareMapsPlanSchema,
]);
/** A question with its defaults filled in. */
export type Plan = z.infer<typeof planSchema>;
/** A question as a caller may write it. */
export type PlanInput = z.input<typeof planSchema>;
export type SessionsPlan = z.infer<typeof sessionsPlanSchema>;
export type FunnelPlan = z.infer<typeof funnelPlanSchema>;
export type StagesPlan = z.infer<typeof stagesPlanSchema>;
export type PathsPlan = z.infer<typeof pathsPlanSchema>;
export type JourneysPlan = z.infer<typeof journeysPlanSchema>;
export type ConstraintPlan = z.infer<typeof constraintPlanSchema>;

import { z } from 'zod';
import { answerBase, intervalSchema, moneySchema, shareSchema } from '../answer-base.ts';
import { breakdownSchema, drawing, narrowed, periodSchema } from '../plan-base.ts';

/** A lift of one stage's conversion: times `factor`, then plus `points` (0.02 is two points); or straight to `to`. */
export const liftSchema = z
  .strictObject({
    /** Id of a stage of the chain before the goal. */
    stage: z.string().min(1),
    factor: z.number().min(0).max(100).optional(),
    points: z.number().min(-1).max(1).optional(),
    to: shareSchema.optional(),
    /** Only in this segment; all where left out. */
    segment: z.string().optional(),
  })
  .refine(
    ({ factor, points, to }) =>
      to === undefined ? factor !== undefined || points !== undefined : factor === undefined && points === undefined,
    { error: 'needs "factor" or "points" or both, or "to" alone' },
  );
export type StageLift = z.infer<typeof liftSchema>;

/** Orders and money if stages were lifted, on the posterior that the constraint is judged with. */
export const whatIfPlanSchema = z.strictObject({
  plan: z.literal('what_if'),
  lifts: z.array(liftSchema).min(1).max(40),
  /** The period that is taken for the present; by default the last seven days. */
  period: periodSchema.default({ last: '7d' }),
  ...narrowed,
  segment_by: breakdownSchema.default('device'),
  /** How many periods of the same length, each whole weeks before, tell what is normal. */
  history: z.number().int().min(1).max(52).default(8),
  ...drawing,
});
export type WhatIfPlan = z.infer<typeof whatIfPlanSchema>;

const gained = {
  /** More orders a week, expected, with the 90 % interval. */
  gain: z.number(),
  interval: intervalSchema,
  /** The same in money. */
  gain_value: moneySchema,
};

export const whatIfAnswerSchema = z.object({
  plan: z.literal('what_if'),
  ...answerBase,
  /** Orders a week as they are, and with all lifts together. */
  orders: z.number(),
  orders_after: z.number(),
  value: moneySchema,
  value_after: moneySchema,
  ...gained,
  /** Each lift for itself, in the order of the plan. */
  lifts: z.array(
    z.object({
      number: z.number().int(),
      stage: z.string(),
      name: z.string(),
      segment: z.string().nullable(),
      /** Expected, over the segments that it applies to. */
      conversion: shareSchema,
      conversion_after: shareSchema,
      ...gained,
    }),
  ),
});
export type WhatIfAnswer = z.infer<typeof whatIfAnswerSchema>;

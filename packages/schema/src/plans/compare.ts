import { z } from 'zod';
import { answerBase, countSchema, intervalSchema, momentSchema, shareSchema } from '../answer-base.ts';
import { breakdownSchema, drawing, judging, narrowed, periodSchema } from '../plan-base.ts';

/** Two periods beside each other: did what was changed between them lift its stage, and did the constraint move? */
export const comparePlanSchema = z.strictObject({
  plan: z.literal('compare'),
  /** The later period; by default the last seven days. */
  period: periodSchema.default({ last: '7d' }),
  /** The earlier one; by default as long, right before it. */
  before: periodSchema.optional(),
  ...narrowed,
  segment_by: breakdownSchema.default('device'),
  ...judging,
  ...drawing,
});
export type ComparePlan = z.infer<typeof comparePlanSchema>;

const sideSchema = z.object({
  from: momentSchema.nullable(),
  to: momentSchema.nullable(),
  journeys: countSchema,
  /** Orders a week, as the chain of conversions gives them. */
  throughput: z.number(),
  /** Id of the stage that is named as the constraint, and the sentence about it; null: no clear one. */
  constraint: z.string().nullable(),
  sentence: z.string(),
});

/** One stage in one of the periods. */
const stageSideSchema = z.object({
  entered: countSchema,
  /** Aware of journeys that are still on their way, with the 95 % interval; null where nobody entered, and in the last stage. */
  conversion: shareSchema.nullable(),
  interval: intervalSchema.nullable(),
  /** Orders a week that restoring it would release, with the 90 % interval, and the share of draws in which that is most. */
  gain: z.number().nullable(),
  gain_interval: intervalSchema.nullable(),
  probability: shareSchema.nullable(),
  /**
   * The experience index, 0 to 100, with its 95 % interval; null where nobody entered, or nothing was watched. Of the earlier period as
   * long after it as now is after the later one, so of those that had entered by then.
   */
  experience: z.number().nullable(),
  experience_interval: intervalSchema.nullable(),
});

export const compareAnswerSchema = z.object({
  plan: z.literal('compare'),
  ...answerBase,
  before: sideSchema,
  after: sideSchema,
  /** What became of the constraint; `none`: no clear one in either period. */
  constraint: z.enum(['stayed', 'moved', 'lifted', 'appeared', 'none']),
  /** The same for people. */
  sentence: z.string(),
  stages: z.array(
    z.object({
      number: z.number().int().min(1),
      stage: z.string(),
      name: z.string(),
      before: stageSideSchema,
      after: stageSideSchema,
      /** Of the conversion, with the 95 % interval (Newcombe's, of the two intervals); null where one of them is not known. */
      change: z.number().nullable(),
      change_interval: intervalSchema.nullable(),
    }),
  ),
});
export type CompareAnswer = z.infer<typeof compareAnswerSchema>;

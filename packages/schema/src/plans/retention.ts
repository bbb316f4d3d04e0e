import { z } from 'zod';
import { answerBase, countSchema, intervalSchema, shareSchema } from '../answer-base.ts';
import { limitSchema, planBase } from '../plan-base.ts';

/** Who comes back: persons by when their first journey (in the period) began, and whether another one began later. */
export const retentionPlanSchema = z.strictObject({
  plan: z.literal('retention'),
  ...planBase,
  /** Weeks (Monday first) or months of the site's calendar. */
  cohort: z.enum(['week', 'month']).default('week'),
  /** What counts as coming back: any journey, or one that reached the goal. */
  returns: z.enum(['journey', 'goal']).default('journey'),
  /** Only persons whose first journey reached the goal. */
  after_goal: z.boolean().default(false),
  /** Cohorts given, the latest. */
  limit: limitSchema.default(60),
});
export type RetentionPlan = z.infer<typeof retentionPlanSchema>;

export const retentionAnswerSchema = z.object({
  plan: z.literal('retention'),
  ...answerBase,
  persons: countSchema,
  /** The oldest first. */
  cohorts: z.array(
    z.object({
      /** First day of the week or month. */
      from: z.iso.date(),
      persons: countSchema,
      /** Persons with a returning journey that began so many weeks or months after the cohort's; 0 is the same one. */
      returned: z.array(
        z.object({
          after: z.number().int().min(0),
          persons: countSchema,
          share: shareSchema,
          interval: intervalSchema,
          /** Whether that week or month is over. */
          whole: z.boolean(),
        }),
      ),
    }),
  ),
});
export type RetentionAnswer = z.infer<typeof retentionAnswerSchema>;

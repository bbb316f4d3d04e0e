import { z } from 'zod';
import { countSchema, intervalSchema, shareSchema } from '../answer-base.ts';

/** How shoppers fared in a stage, from what happened there. */
export const stageExperienceSchema = z.object({
  /**
   * 100 x the share of the journeys that entered the stage and met no trouble in it, with its 95 % interval; null where nobody
   * entered, and where nothing was watched: a site that sends no signals is not one without trouble.
   */
  index: z.number().min(0).max(100).nullable(),
  interval: intervalSchema.nullable(),
  /** Journeys that met trouble of any kind in the stage, of those that entered it. */
  troubled: countSchema,
  /** By kind, what most journeys met first; a journey may have met several. */
  signals: z.array(
    z.object({
      /**
       * `error`, `rage_click`, `dead_click`, `form_abandon`, `coupon_failed`, `payment_failed`, `empty_search`, `poor_lcp`,
       * `poor_inp`, `poor_cls`, or `back_and_forth`: went back to the stage from a later one twice or more.
       */
      signal: z.string(),
      journeys: countSchema,
      /** Of the journeys that entered the stage. */
      share: shareSchema,
      /** How often it happened. */
      events: countSchema,
    }),
  ),
  /** What shoppers said who had come as far as this stage and no further; beside the index, not in it. */
  survey: z.object({
    answers: countSchema,
    /** Of scores from 1 to 5 (`csat`): share of 4 and 5, with its interval; null where none was given. */
    satisfied: z.object({ share: shareSchema, interval: intervalSchema }).nullable(),
    /** Of scores from 0 to 10 (`nps`): share of 9 and 10 less share of 0 to 6, in points, with its interval. */
    nps: z.object({ points: z.number(), interval: intervalSchema }).nullable(),
  }),
});
export type StageExperience = z.infer<typeof stageExperienceSchema>;

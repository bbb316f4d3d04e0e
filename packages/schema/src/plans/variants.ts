import { z } from 'zod';
import { answerBase, countSchema, moneySchema, shareSchema } from '../answer-base.ts';
import { limitSchema, planBase } from '../plan-base.ts';

/** Journeys that went the very same way, the most frequent ways first. */
export const variantsPlanSchema = z.strictObject({
  plan: z.literal('variants'),
  ...planBase,
  /**
   * `exact`: every touchpoint counts; `collapsed`: the same one several times in a row counts once; `stages`: only the
   * stages, in the order they were in, what is on no stage left aside.
   */
  view: z.enum(['exact', 'collapsed', 'stages']).default('collapsed'),
  limit: limitSchema.default(20),
});
export type VariantsPlan = z.infer<typeof variantsPlanSchema>;

const variant = {
  /** Touchpoint ids in the order walked; in the view `stages`, stage ids. */
  touchpoints: z.array(z.string()),
  /** Number of the stage of each; 0 where the map has no such touchpoint. */
  stages: z.array(z.number().int().min(0)),
};

export const variantsAnswerSchema = z.object({
  plan: z.literal('variants'),
  ...answerBase,
  view: z.enum(['exact', 'collapsed', 'stages']),
  journeys: countSchema,
  /** Different ways in all. */
  variants: countSchema,
  list: z.array(
    z.object({
      ...variant,
      journeys: countSchema,
      /** Of all journeys. */
      share: shareSchema,
      /** Of its journeys, those that reached the goal so far, and those that have not and still may. */
      conversion: shareSchema,
      open: countSchema,
      /** An order counts once, with the journey that began first. */
      orders: countSchema,
      value: moneySchema,
    }),
  ),
  /** All variants that are not in the list, by the furthest stage they reached, each group with its most frequent one. */
  tail: z.array(
    z.object({
      /** 0: no touchpoint of the map. */
      furthest: z.number().int().min(0),
      variants: countSchema,
      journeys: countSchema,
      share: shareSchema,
      conversion: shareSchema,
      open: countSchema,
      representative: z.object({ ...variant, journeys: countSchema }),
    }),
  ),
});
export type VariantsAnswer = z.infer<typeof variantsAnswerSchema>;

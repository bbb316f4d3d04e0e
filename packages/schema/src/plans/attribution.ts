import { z } from 'zod';
import { answerBase, countSchema, moneySchema, shareSchema } from '../answer-base.ts';
import { planBase } from '../plan-base.ts';

/** Which channels the orders are owed to, over all sessions of a journey up to the goal. */
export const attributionPlanSchema = z.strictObject({
  plan: z.literal('attribution'),
  ...planBase,
  by: z.enum(['channel', 'source', 'campaign']).default('channel'),
});
export type AttributionPlan = z.infer<typeof attributionPlanSchema>;

/**
 * Journeys that reached the goal, and their value in the reporting currency, by model; each model adds up to all of them. What
 * came in other currencies is shared out as well, each for itself.
 */
const creditSchema = z.object({
  journeys: z.number(),
  value: z.number(),
  other: z.array(z.object({ currency: z.string(), amount: z.number() })),
});

export const attributionAnswerSchema = z.object({
  plan: z.literal('attribution'),
  ...answerBase,
  by: z.enum(['channel', 'source', 'campaign']),
  journeys: countSchema,
  /** Of them, those that reached the goal, and what they are worth. An order counts once, with the journey that began first. */
  converted: countSchema,
  value: moneySchema,
  /** The one with most credit by removal first. */
  channels: z.array(
    z.object({
      channel: z.string(),
      /** Journeys that it was part of, and of them those that reached the goal. */
      journeys: countSchema,
      converted: countSchema,
      first: creditSchema,
      last: creditSchema,
      linear: creditSchema,
      /** 40 % to the first, 40 % to the last, the rest to those in between. */
      position: creditSchema,
      /** By the removal effect of a first-order Markov chain. */
      removal: creditSchema,
      /** Share of conversions that would be lost if journeys ended where they meet this channel. */
      removal_effect: shareSchema,
    }),
  ),
});
export type AttributionAnswer = z.infer<typeof attributionAnswerSchema>;

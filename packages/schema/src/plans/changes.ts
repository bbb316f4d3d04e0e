import { z } from 'zod';
import { answerBase, countSchema, momentSchema, shareSchema } from '../answer-base.ts';
import { limitSchema, narrowed, periodSchema } from '../plan-base.ts';

/**
 * Transitions and variants that are new, gone, or clearly more or less frequent than in the period of equal length before, both
 * periods seen at the same age.
 */
export const changesPlanSchema = z.strictObject({
  plan: z.literal('changes'),
  /** The period that is looked at; by default the last seven days. */
  period: periodSchema.default({ last: '7d' }),
  ...narrowed,
  /** Whether the same touchpoint several times in a row counts as one. */
  collapse: z.boolean().default(true),
  /** Of the changes told, at most this share is expected to be chance (Benjamini-Hochberg). */
  false_discovery: z.number().gt(0).max(0.5).default(0.05),
  limit: limitSchema.default(50),
});
export type ChangesPlan = z.infer<typeof changesPlanSchema>;

export const changeSchema = z.object({
  kind: z.enum(['transition', 'variant']),
  change: z.enum(['new', 'vanished', 'more', 'fewer']),
  /** Two for a transition, the whole sequence for a variant. */
  touchpoints: z.array(z.string()),
  /** Journeys with it, and their share of all journeys, in the period and in the one before. */
  journeys: countSchema,
  share: shareSchema,
  journeys_before: countSchema,
  share_before: shareSchema,
  /** Of the journeys with it, those that reached the goal; null where there are none. */
  conversion: shareSchema.nullable(),
  conversion_before: shareSchema.nullable(),
  /** Of the difference, and the least bound on false discoveries at which it is told. */
  p_value: shareSchema,
  q_value: shareSchema,
});
export const changesAnswerSchema = z.object({
  plan: z.literal('changes'),
  ...answerBase,
  before: z.object({ from: momentSchema, to: momentSchema }),
  journeys: countSchema,
  journeys_before: countSchema,
  /** How many transitions and variants were compared; the bound holds over all of them. */
  compared: countSchema,
  /** How many times as large as chance alone the ordinary differences are, 1 or more; p-values allow for it. */
  dispersion: z.number().min(1),
  /** The surest first. */
  changes: z.array(changeSchema),
});
export type ChangesAnswer = z.infer<typeof changesAnswerSchema>;

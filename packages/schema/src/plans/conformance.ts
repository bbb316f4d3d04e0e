import { z } from 'zod';
import { answerBase, countSchema, intervalSchema, moneySchema, shareSchema } from '../answer-base.ts';
import { limitSchema, planBase } from '../plan-base.ts';

/** How far the journeys taken are the designed ones: optimal alignments against the map. */
export const conformancePlanSchema = z.strictObject({
  plan: z.literal('conformance'),
  ...planBase,
  /** Touchpoints that the map does not have: each is a deviation, or they are looked past. */
  unmapped: z.enum(['deviation', 'ignore']).default('deviation'),
  /** Share of the journeys that a desire path needs at least. */
  min_share: z.number().min(0).max(1).default(0.01),
  /** Entries of each list. */
  limit: limitSchema.default(20),
});
export type ConformancePlan = z.infer<typeof conformancePlanSchema>;

/**
 * - `skipped`: left out, though a later part of the map was walked as designed
 * - `inserted`: done where the map does not have it
 * - `out_of_order`: skipped in one place and done in another
 * - `loop_back`: done again, or in an earlier stage than the journey was in already
 * - `early_exit`: the journey ended there, though the map goes on; told once, with the first touchpoint that is missing
 */
export const deviationKindSchema = z.enum(['skipped', 'inserted', 'out_of_order', 'loop_back', 'early_exit']);
export type DeviationKind = z.infer<typeof deviationKindSchema>;

export const deviationSchema = z.object({
  kind: deviationKindSchema,
  /** Number of the touchpoint's stage; 0 where it has none. */
  stage: z.number().int().min(0),
  touchpoint: z.string(),
  /** Moves that only the journey or only the map makes; over all deviations they add up to the cost. */
  moves: countSchema,
});
export type Deviation = z.infer<typeof deviationSchema>;

/** One move of an alignment: made by both, by the journey alone, or by the map alone. */
export const alignmentMoveSchema = z.object({
  by: z.enum(['both', 'journey', 'map']),
  stage: z.number().int().min(0),
  touchpoint: z.string(),
});
export type AlignmentMove = z.infer<typeof alignmentMoveSchema>;

/** fitness = 1 - cost / (length + shortest way through the map); while a journey is open, 1 - cost / length. */
export const fitnessSchema = z.object({
  /** Mean over the journeys; null where there are none. */
  average: shareSchema.nullable(),
  /** 1 - all costs / all that they could be at most; null where there are no journeys. */
  log: shareSchema.nullable(),
  /** Journeys without any deviation. */
  designed: countSchema,
});

const worth = {
  journeys: countSchema,
  /** Of its journeys, those that reached the goal. */
  conversion: shareSchema,
  value: moneySchema,
};

export const conformanceAnswerSchema = z.object({
  plan: z.literal('conformance'),
  ...answerBase,
  journeys: countSchema,
  /** Of them, those that may still go on: aligned with a beginning of the map, so what can still come costs nothing. */
  open: countSchema,
  /** Different sequences of touchpoints. */
  variants: countSchema,
  /** Touchpoints of the shortest way through the map. */
  shortest: countSchema,
  /** Moves that only one side makes, over all journeys. */
  cost: countSchema,
  fitness: fitnessSchema,
  conversion: shareSchema.nullable(),
  /** Journeys that are over and went as designed from end to end. */
  designed: z.object({ ...worth, conversion: shareSchema.nullable() }),
  /** What the most journeys did differently first. */
  deviations: z.array(
    deviationSchema.extend({
      ...worth,
      share: shareSchema,
      /** Of the conversion. */
      interval: intervalSchema,
      /** Conversion of the other journeys, as if as many of them were open as of these; null where there are none. */
      conversion_without: shareSchema.nullable(),
      orders: countSchema,
    }),
  ),
  /**
   * What shoppers do often and the map does not have: from one touchpoint right to another (up to the goal), or a whole
   * journey that is over and does more than end early. Sorted by gain.
   */
  desire_paths: z.array(
    z.object({
      kind: z.enum(['transition', 'variant']),
      touchpoints: z.array(z.string()),
      ...worth,
      share: shareSchema,
      interval: intervalSchema,
      /**
       * What it is compared with. A transition: journeys that went on from its first touchpoint as the map has it, and
       * never this way. A variant: journeys that went as designed from end to end.
       */
      against: z.object({ ...worth, conversion: shareSchema.nullable() }),
      /** Its conversion over that of `against`; null where that is nothing. */
      lift: z.number().nullable(),
      /** Reporting currency: what its journeys brought beyond what as many of `against` would have; null without any. */
      gain: z.number().nullable(),
      /** Its place by lift and by gain, from 1, among all that are frequent enough. */
      rank_by_lift: countSchema,
      rank_by_gain: countSchema,
    }),
  ),
  /** The most frequent variants, those of open journeys apart, each with an optimal alignment. */
  list: z.array(
    z.object({
      touchpoints: z.array(z.string()),
      open: z.boolean(),
      ...worth,
      share: shareSchema,
      cost: countSchema,
      fitness: shareSchema,
      alignment: z.array(alignmentMoveSchema),
      deviations: z.array(deviationSchema),
    }),
  ),
  /** What the map is too large to tell, each in one sentence. Empty where nothing limits the answer. */
  caveats: z.array(z.string()),
});
export type ConformanceAnswer = z.infer<typeof conformanceAnswerSchema>;

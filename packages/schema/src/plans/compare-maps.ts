import { z } from 'zod';
import { answerBase, countSchema, intervalSchema, shareSchema } from '../answer-base.ts';
import { breakdownSchema, drawing, judging, limitSchema, narrowed, periodSchema } from '../plan-base.ts';
import { deviationKindSchema, fitnessSchema } from './conformance.ts';

/** Two maps over the same events: did changing the map move fitness, deviations or the constraint? */
export const compareMapsPlanSchema = z.strictObject({
  plan: z.literal('compare_maps'),
  /** The other map, as its file has it: one that was served before, or a draft. The site's own is the one it is set beside. */
  map: z.record(z.string(), z.unknown()),
  period: periodSchema.default({ last: '7d' }),
  ...narrowed,
  /** Of the constraint. */
  segment_by: breakdownSchema.default('device'),
  /** Touchpoints that a map does not have: each is a deviation, or they are looked past. */
  unmapped: z.enum(['deviation', 'ignore']).default('deviation'),
  /** Deviations given, those whose share differs most. */
  limit: limitSchema.default(20),
  ...judging,
  ...drawing,
});
export type CompareMapsPlan = z.infer<typeof compareMapsPlanSchema>;

/** What a map says of the period. */
const mapSideSchema = z.object({
  map_version: z.string(),
  name: z.string(),
  /** Two maps may cut the same touchpoints into different journeys. */
  journeys: countSchema,
  fitness: fitnessSchema,
  /** Journeys without any deviation, of all. */
  designed_share: shareSchema.nullable(),
  /** Moves that only journeys or only the map makes, and touchpoints of the shortest way through it. */
  cost: countSchema,
  shortest: countSchema,
  /** Orders a week, as the chain of conversions gives them. */
  throughput: z.number(),
  /** Id of the stage that is named as the constraint, and the sentence about it; null: no clear one. */
  constraint: z.string().nullable(),
  sentence: z.string(),
});

/** A stage as one of the maps has it. */
const mapStageSchema = z.object({
  number: z.number().int().min(1),
  name: z.string(),
  entered: countSchema,
  conversion: shareSchema.nullable(),
  interval: intervalSchema.nullable(),
  /** Orders a week that restoring it would release, with the 90 % interval, and the share of draws in which that is most. */
  gain: z.number().nullable(),
  gain_interval: intervalSchema.nullable(),
  probability: shareSchema.nullable(),
});

const mapDeviationSchema = z.object({ moves: countSchema, journeys: countSchema, share: shareSchema });

export const compareMapsAnswerSchema = z.object({
  plan: z.literal('compare_maps'),
  ...answerBase,
  /** By the map of the plan, and by the site's own. */
  given: mapSideSchema,
  own: mapSideSchema,
  /** The site's own less the given one; null where there are no journeys. The same events, so nothing of it is chance. */
  change: z.object({
    journeys: z.number(),
    fitness_average: z.number().nullable(),
    fitness_log: z.number().nullable(),
    designed_share: z.number().nullable(),
    cost: z.number(),
    throughput: z.number(),
  }),
  /** Whether both name the same stage, by id; `moved`: another; `lifted`: only the given map names one; `appeared`: only the own. */
  constraint: z.enum(['stayed', 'moved', 'lifted', 'appeared', 'none']),
  /** Fitness and constraint for people. */
  sentence: z.string(),
  /** Stages by id, those of the site's own map first; null where the map has none of that id. */
  stages: z.array(
    z.object({
      stage: z.string(),
      given: mapStageSchema.nullable(),
      own: mapStageSchema.nullable(),
      /** Of the conversion; null where one of them is not known. */
      change: z.number().nullable(),
    }),
  ),
  /** Deviations by kind and touchpoint, those whose share differs most first; null: by that map nobody does that. */
  deviations: z.array(
    z.object({
      kind: deviationKindSchema,
      touchpoint: z.string(),
      given: mapDeviationSchema.nullable(),
      own: mapDeviationSchema.nullable(),
      /** Of the share. */
      change: z.number(),
    }),
  ),
});
export type CompareMapsAnswer = z.infer<typeof compareMapsAnswerSchema>;

import { z } from 'zod';
import { dimensionSchema } from './plan-base.ts';

/** A whole number of things. */
export const countSchema = z.number().int().min(0);
/** A moment, ISO 8601 in UTC. */
export const momentSchema = z.iso.datetime();
/** 0 to 1. */
export const shareSchema = z.number().min(0).max(1);
/** A 95 % interval unless the field says otherwise, low first. */
export const intervalSchema = z.tuple([z.number(), z.number()]);
export type Interval = z.infer<typeof intervalSchema>;

/** An amount in the site's reporting currency, major units; `other` holds what came in other currencies, never added. */
export const moneySchema = z.object({
  currency: z.string(),
  amount: z.number(),
  other: z.array(z.object({ currency: z.string(), amount: z.number() })).default([]),
});
export type Money = z.infer<typeof moneySchema>;

/** What every answer says about itself. */
export const answerBase = {
  site: z.string(),
  /** The span asked for, resolved; null: open. */
  period: z.object({ from: momentSchema.nullable(), to: momentSchema.nullable() }),
  /** Version of the journey map that classified the touchpoints. */
  map_version: z.string(),
  /**
   * There while another map answers: the map whose history is being made, the one that answers meanwhile, and how many visitors of how
   * many are done, about; both 0 where nobody has begun, as no process serves the site.
   */
  recomputing: z
    .object({ map_version: z.string(), answering: z.string().nullable(), done: countSchema, total: countSchema })
    .optional(),
  /**
   * There where the filter names values that no journey of the site has, whenever it was; `known`: those that are written nearly alike,
   * else the most frequent ones.
   */
  unknown_values: z
    .array(z.object({ dimension: dimensionSchema, value: z.string(), known: z.array(z.string()) }))
    .optional(),
  /** False where a limit cut the list; `left_out` says what and how much. */
  complete: z.boolean(),
  left_out: z.array(z.object({ what: z.string(), count: countSchema })),
};

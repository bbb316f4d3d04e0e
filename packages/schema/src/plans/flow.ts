import { z } from 'zod';
import { answerBase, countSchema, shareSchema } from '../answer-base.ts';
import { limitSchema, planBase } from '../plan-base.ts';

/** Where journeys go, step by step from their beginning or from a touchpoint: a Sankey diagram, unrolled by step. */
export const flowPlanSchema = z.strictObject({
  plan: z.literal('flow'),
  ...planBase,
  /** Begins with the first such touchpoint of each journey; journeys without it are left aside. */
  from: z.string().optional(),
  depth: z.number().int().min(2).max(20).default(6),
  /** Whether the same touchpoint several times in a row counts as one. */
  collapse: z.boolean().default(true),
});
export type FlowPlan = z.infer<typeof flowPlanSchema>;

export const flowAnswerSchema = z.object({
  plan: z.literal('flow'),
  ...answerBase,
  journeys: countSchema,
  /** By step, the largest first. count = dropped + open + beyond + the links that leave it, and from the second step on the links that enter it. */
  nodes: z.array(
    z.object({
      step: z.number().int().min(1),
      touchpoint: z.string(),
      stage: z.number().int().min(0),
      count: countSchema,
      /** Journeys that end here, and those whose last touchpoint so far is here and that may still go on. */
      dropped: countSchema,
      open: countSchema,
      /** Journeys whose next touchpoint is beyond the depth. */
      beyond: countSchema,
      /** Of these journeys, those that reached the goal. */
      conversion: shareSchema,
    }),
  ),
  /** From a node of `step` to one of the next step. */
  links: z.array(
    z.object({
      step: z.number().int().min(1),
      from: z.string(),
      to: z.string(),
      count: countSchema,
      conversion: shareSchema,
    }),
  ),
});
export type FlowAnswer = z.infer<typeof flowAnswerSchema>;

/** What directly follows what: a graph over whole journeys, with where they start and end. */
export const graphPlanSchema = z.strictObject({
  plan: z.literal('graph'),
  ...planBase,
  collapse: z.boolean().default(false),
  /** Edges given, the most walked first. */
  limit: limitSchema.default(500),
});
export type GraphPlan = z.infer<typeof graphPlanSchema>;

const endSchema = z.object({
  touchpoint: z.string(),
  stage: z.number().int().min(0),
  journeys: countSchema,
  share: shareSchema,
  conversion: shareSchema,
});

export const graphAnswerSchema = z.object({
  plan: z.literal('graph'),
  ...answerBase,
  journeys: countSchema,
  edges: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      /** How often it was walked, and in how many journeys. */
      transitions: countSchema,
      journeys: countSchema,
      share: shareSchema,
      /** Of these journeys, those that reached the goal. */
      conversion: shareSchema,
      median_ms: z.number(),
      p90_ms: z.number(),
    }),
  ),
  nodes: z.array(
    z.object({
      touchpoint: z.string(),
      stage: z.number().int().min(0),
      times: countSchema,
      journeys: countSchema,
      conversion: shareSchema,
    }),
  ),
  starts: z.array(endSchema),
  /** `open` of these journeys may still go on. */
  ends: z.array(endSchema.extend({ open: countSchema })),
});
export type GraphAnswer = z.infer<typeof graphAnswerSchema>;

import { z } from 'zod';
import { answerBase, countSchema, intervalSchema, moneySchema, shareSchema } from '../answer-base.ts';
import { breakdownSchema, planBase } from '../plan-base.ts';

/** Stages against what they were about: product categories, or any other property or dimension. */
export const matrixPlanSchema = z.strictObject({
  plan: z.literal('matrix'),
  ...planBase,
  /** A property that the stages' touchpoints tell, or a dimension of the journey. */
  by: breakdownSchema.default('items.category'),
  /** Values given, those of the most journeys. */
  limit: z.number().int().min(1).max(500).default(20),
});
export type MatrixPlan = z.infer<typeof matrixPlanSchema>;

const counted = {
  journeys: countSchema,
  /** Of these journeys, those that reached the goal so far, with the 95 % interval, and those that have not and still may. */
  conversion: shareSchema,
  interval: intervalSchema,
  open: countSchema,
  /** Orders of these journeys, each once, and what they are worth. */
  orders: countSchema,
  revenue: moneySchema,
};

export const matrixAnswerSchema = z.object({
  plan: z.literal('matrix'),
  ...answerBase,
  by: z.string(),
  journeys: countSchema,
  /** Journeys that tell no value in any touchpoint; for a dimension, those that came to no stage. */
  untold: countSchema,
  stages: z.array(
    z.object({
      number: z.number().int().min(1),
      id: z.string(),
      name: z.string(),
      /** Journeys that entered the stage, and of them those that told a value in it. */
      entered: countSchema,
      told: countSchema,
    }),
  ),
  /** What is told anywhere in a journey, the most frequent first. A journey that tells several counts in each. */
  values: z.array(z.object({ value: z.string(), ...counted })),
  /** Journeys with a touchpoint of the stage that tells the value; pairs that no journey has are left away. */
  cells: z.array(z.object({ stage: z.number().int().min(1), value: z.string(), ...counted })),
});
export type MatrixAnswer = z.infer<typeof matrixAnswerSchema>;

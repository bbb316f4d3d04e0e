import { z } from 'zod';
import { countSchema, intervalSchema, moneySchema, shareSchema } from '../answer-base.ts';

/** A change of a stage's conversion since its history, taken apart (Kitagawa): mix + rate = total. Shares, signed. */
export const mixAndRateSchema = z.object({
  total: z.number(),
  /** Because segments have other shares of the journeys than before. */
  mix: z.number(),
  /** Because segments convert otherwise than before. */
  rate: z.number(),
  /** The segment that pulls down most by its rate first. */
  segments: z.array(z.object({ segment: z.string(), mix: z.number(), rate: z.number() })),
});
export type MixAndRateAnswer = z.infer<typeof mixAndRateSchema>;

/** How large an experiment has to be to show the gain: two arms of equal size, level 0.05 (two-sided), power 0.8. */
export const experimentSchema = z.object({
  /** Conversion of the stage without the repair, and the one that is expected with it. */
  from: shareSchema,
  to: shareSchema,
  /** Journeys that have to enter the stage, in each arm. */
  per_arm: countSchema,
  /** How long that takes at the stage's present traffic; null where there is none. */
  weeks: z.number().nullable(),
});
export type Experiment = z.infer<typeof experimentSchema>;

/** One kind of trouble inside a step, among the journeys that were in it. */
export const stepSignalSchema = z.object({
  /** `error`, `rage_click`, `dead_click`, `form_abandon`, or `poor_lcp`, `poor_inp`, `poor_cls`. */
  signal: z.string(),
  events: countSchema,
  /** Journeys that met it. */
  journeys: countSchema,
  /** Of the journeys that entered the step. */
  share: shareSchema,
  /** The same in history, seen at the same age; null where there is none. */
  reference_share: shareSchema.nullable(),
  /** Whether it is met more often than before by more than chance explains (one-sided, level 0.005). */
  more: z.boolean(),
});
export type StepSignal = z.infer<typeof stepSignalSchema>;

/** What journeys did in a stage that the map does not have there, beside history. Early exits are what conversion counts. */
export const stepDeviationSchema = z.object({
  kind: z.enum(['skipped', 'inserted', 'out_of_order', 'loop_back']),
  touchpoint: z.string(),
  /** Journeys with it, of those that began in the period, */
  journeys: countSchema,
  /** and as a share of them. */
  share: shareSchema,
  /** The same in history, seen at the same age; null where there is none. */
  reference_share: shareSchema.nullable(),
  /** Whether it is done more often than before by more than chance explains (one-sided, level 0.005). */
  more: z.boolean(),
});
export type StepDeviation = z.infer<typeof stepDeviationSchema>;

/** How fast pages felt inside a step: the 75th percentile, ms (`cls` has no unit). */
export const stepVitalSchema = z.object({
  vital: z.enum(['lcp', 'inp', 'cls']),
  p75: z.number(),
  /** Pages it was measured on. */
  measured: countSchema,
  reference_p75: z.number().nullable(),
});
export type StepVital = z.infer<typeof stepVitalSchema>;

/** What would hold the chain back once the constraint is restored: from the same draws, with that step restored in each. */
export const nextConstraintSchema = z.object({
  number: z.number().int(),
  stage: z.string(),
  name: z.string(),
  probability: shareSchema,
  /** Further orders a week, with the 90 % interval, and the same in money. */
  gain: z.number(),
  interval: intervalSchema,
  gain_value: moneySchema,
});
export type NextConstraint = z.infer<typeof nextConstraintSchema>;

/**
 * The change of throughput since history, orders a week, taken apart exactly (LMDI): entrants + mix + the steps = total
 * = now - before.
 */
export const chainChangeSchema = z.object({
  before: z.number(),
  now: z.number(),
  total: z.number(),
  /** Because more or fewer journeys entered the chain. */
  entrants: z.number(),
  /** Because segments have other shares of the entrants. */
  mix: z.number(),
  steps: z.array(z.object({ number: z.number().int(), stage: z.string(), name: z.string(), orders: z.number() })),
});
export type ChainChange = z.infer<typeof chainChangeSchema>;

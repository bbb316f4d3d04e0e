import { z } from 'zod';
import { countSchema, intervalSchema, momentSchema, shareSchema } from '../answer-base.ts';
import { durationSchema } from '../duration.ts';
import { eventConditionSchema, namesSchema } from './where.ts';

/** A step with conditions of its own. */
export const detailedStepSchema = z.strictObject({
  /** A touchpoint's id, or any of several. */
  touchpoint: namesSchema,
  /** May be left out: later steps count without it, and it counts those that did not. Never the first one. */
  optional: z.boolean().default(false),
  /** How many such touchpoints it takes; the last of them is when the step was reached. */
  times: z.number().int().min(1).max(10).default(1),
  /** Time since the touchpoint that served the step before, or the repetition before. The first step in an order has none before. */
  within: durationSchema.optional(),
  /** Touchpoints that must not lie between the touchpoint before and this one; likewise. */
  without: namesSchema.optional(),
  /** The event behind the touchpoint must be all of this. */
  where: eventConditionSchema.optional(),
});
export type DetailedStep = z.infer<typeof detailedStepSchema>;

/** One step of a funnel: a touchpoint's id, any of several, or a step with conditions. */
export const stepSchema = z.union([namesSchema, detailedStepSchema]);

/** A day of the site's calendar, `2026-03-02`, or an ISO moment. */
const dayOrMomentSchema = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** Which of the counted are to be listed. */
export const showSchema = z.strictObject({
  /** Number of the step, from 1. */
  step: z.number().int().min(1).max(64),
  /** `reached` the step, or came to the step before it and `dropped` out. */
  outcome: z.enum(['reached', 'dropped']).default('reached'),
  /** Only those of this segment. */
  segment: z.string().optional(),
  /** Only those that began in this span, `to` excluded: the ones behind a number of the trend. */
  from: dayOrMomentSchema.optional(),
  to: dayOrMomentSchema.optional(),
});

/** One that is behind a number. */
export const funnelPersonSchema = z.object({
  person: z.string(),
  /** Number of the journey; of a session, the journey it begins in; null for a person. */
  journey: z.number().int().nullable(),
  /** First touchpoint of the journey, person or session. */
  start: momentSchema,
  segment: z.string(),
  /** When each step was reached; null where it was not. */
  steps: z.array(momentSchema.nullable()),
});

/** How long it takes from the first step to the last. */
export const timeToConvertSchema = z.object({
  converted: countSchema,
  /** Reached the first step, and still may reach the last. */
  open: countSchema,
  /** Exact, among the converted; null where there are none. */
  median_ms: z.number().nullable(),
  p90_ms: z.number().nullable(),
  /** Share of those in the first step that convert within the horizon, aware of those still on their way. */
  share: shareSchema.nullable(),
  interval: intervalSchema.nullable(),
  /** The same aware quantiles among all that will have converted within the horizon; null where nobody has. */
  aware_median_ms: z.number().nullable(),
  aware_p90_ms: z.number().nullable(),
  /** The funnel's window, or a year. */
  horizon_ms: z.number(),
  /** Converted by time, empty bins left out. */
  histogram: z.array(z.object({ from_ms: z.number(), to_ms: z.number(), count: countSchema })),
});
export type TimeToConvert = z.infer<typeof timeToConvertSchema>;

/** One day or week of the site's calendar: those that began in it. */
export const funnelTrendSchema = z.object({
  /** First day, `2026-03-01`. */
  from: z.iso.date(),
  /** How many reached each step. */
  counts: z.array(countSchema),
});

import { z } from 'zod';
import {
  answerBase,
  countSchema as count,
  intervalSchema,
  momentSchema as moment,
  moneySchema,
  shareSchema as share,
} from './answer-base.ts';
import { attributionAnswerSchema } from './plans/attribution.ts';
import { changesAnswerSchema } from './plans/changes.ts';
import { compareAnswerSchema } from './plans/compare.ts';
import { compareMapsAnswerSchema } from './plans/compare-maps.ts';
import { conformanceAnswerSchema } from './plans/conformance.ts';
import {
  chainChangeSchema,
  experimentSchema,
  mixAndRateSchema,
  nextConstraintSchema,
  stepDeviationSchema,
  stepSignalSchema,
  stepVitalSchema,
} from './plans/constraint-parts.ts';
import { stageExperienceSchema } from './plans/experience.ts';
import { flowAnswerSchema, graphAnswerSchema } from './plans/flow.ts';
import { funnelPersonSchema, funnelTrendSchema, timeToConvertSchema } from './plans/funnel-parts.ts';
import { matrixAnswerSchema } from './plans/matrix.ts';
import { retentionAnswerSchema } from './plans/retention.ts';
import { surveysAnswerSchema } from './plans/surveys.ts';
import { variantsAnswerSchema } from './plans/variants.ts';
import { whatIfAnswerSchema } from './plans/what-if.ts';

export const sessionsAnswerSchema = z.object({
  plan: z.literal('sessions'),
  ...answerBase,
  sessions: count,
  visitors: count,
  events: count,
  /** Median and 90th percentile, ms from the first event to the last. */
  duration_ms: z.object({ median: z.number(), p90: z.number() }),
  list: z.array(
    z.object({
      visitor: z.string(),
      start: moment,
      end: moment,
      events: count,
      /** Why it opened: the visitor's first event, a gap, another campaign, another person on the device. */
      opened_by: z.enum(['first', 'gap', 'campaign', 'person']),
      source: z.string(),
      medium: z.string(),
      campaign: z.string(),
      device: z.string(),
    }),
  ),
});
export type SessionsAnswer = z.infer<typeof sessionsAnswerSchema>;

const funnelStepSchema = z.object({
  step: z.array(z.string()),
  optional: z.boolean(),
  count,
  /** Of those in the first step, and of those in the last step before that is not optional. */
  share_of_first: share,
  share_of_previous: share,
  /** Of share_of_previous. */
  interval: intervalSchema,
  /** Reached that step before, not this one. */
  dropped: count,
  /** From the step before; null where nobody came. */
  median_ms: z.number().nullable(),
});
export const funnelAnswerSchema = z.object({
  plan: z.literal('funnel'),
  ...answerBase,
  by: z.enum(['journey', 'person', 'session']),
  order: z.enum(['ordered', 'strict', 'any']),
  steps: z.array(funnelStepSchema),
  segments: z.array(
    z.object({
      segment: z.string(),
      steps: z.array(funnelStepSchema),
      /** Of the largest segments, where asked for with `trend` and `timing`. */
      trend: z.array(funnelTrendSchema).optional(),
      time_to_convert: timeToConvertSchema.optional(),
    }),
  ),
  /** Where asked for with `timing`, `trend` and `show`. */
  time_to_convert: timeToConvertSchema.nullable(),
  trend: z.array(funnelTrendSchema),
  persons: z.array(funnelPersonSchema),
  /** How many `persons` there are on all pages. */
  total: count,
  next: z.string().nullable(),
});
export type FunnelAnswer = z.infer<typeof funnelAnswerSchema>;

/** One stage in one period. entered = advanced + dropped + open. */
export const stageRowSchema = z.object({
  number: z.number().int().min(1),
  id: z.string(),
  name: z.string(),
  /** Journeys that had a touchpoint of the stage. */
  entered: count,
  /** Of them: reached a later stage within the window. */
  advanced: count,
  /** Of them: did not, and the window has passed or the journey has ended. */
  dropped: count,
  /** Of them: did not yet, and still may. */
  open: count,
  /** Journeys that reached a later stage without any touchpoint of this one. */
  skipped: count,
  /** Journeys that came back to the stage from a later one. */
  looped_back: count,
  /** Censoring-aware share of the entered that advance within the window; null where nobody entered, and in the last stage. */
  conversion: share.nullable(),
  interval: intervalSchema.nullable(),
  /** From the first touchpoint of the stage to the first of a later one, ms; null where nobody advanced. */
  time_ms: z.object({ median: z.number(), p90: z.number() }).nullable(),
  /** The map's target conversion. */
  target: share.nullable(),
  /** How shoppers fared in it; null where that was not asked for. */
  experience: stageExperienceSchema.nullable(),
});
export type StageRow = z.infer<typeof stageRowSchema>;

export const stagesAnswerSchema = z.object({
  plan: z.literal('stages'),
  ...answerBase,
  journeys: count,
  /** Distinct order ids (an order without an id counts once), and what they are worth. */
  orders: count,
  revenue: moneySchema,
  stages: z.array(stageRowSchema),
  segments: z.array(z.object({ segment: z.string(), journeys: count, stages: z.array(stageRowSchema) })),
});
export type StagesAnswer = z.infer<typeof stagesAnswerSchema>;

export const pathsAnswerSchema = z.object({
  plan: z.literal('paths'),
  ...answerBase,
  journeys: count,
  paths: z.array(
    z.object({
      /**
       * Touchpoint ids in the order walked, as many as the depth. `(end)` closes a journey that ended, `(open)` one that may
       * still go on, `(start)` opens one; `(beyond)` stands for the rest of one that goes on further than the depth.
       */
      touchpoints: z.array(z.string()),
      count,
      share,
      /** Of the journeys on this path, those that reached the goal so far, and those that have not and still may. */
      conversion: share,
      open: count,
    }),
  ),
});
export type PathsAnswer = z.infer<typeof pathsAnswerSchema>;

export const journeySchema = z.object({
  person: z.string(),
  /** 1 for the person's first journey. */
  number: z.number().int().min(1),
  start: moment,
  end: moment,
  visitors: z.array(z.string()),
  sessions: count,
  device: z.string(),
  channel: z.string(),
  country: z.string(),
  /** Furthest stage reached, by number; 0 where no touchpoint is on the map. */
  stage: z.number().int().min(0),
  reached_goal: z.boolean(),
  orders: count,
  value: moneySchema,
  touchpoints: z.array(
    z.object({
      touchpoint: z.string(),
      /** 0 where the map has no such touchpoint. */
      stage: z.number().int().min(0),
      time: moment,
      /** 1 for the journey's first session. */
      session: z.number().int().min(1),
    }),
  ),
});
export type Journey = z.infer<typeof journeySchema>;

export const journeysAnswerSchema = z.object({
  plan: z.literal('journeys'),
  ...answerBase,
  total: count,
  journeys: z.array(journeySchema),
  next: z.string().nullable(),
});
export type JourneysAnswer = z.infer<typeof journeysAnswerSchema>;

/** What lifting one stage to its reference would release, per week. */
export const constraintCandidateSchema = z.object({
  number: z.number().int(),
  stage: z.string(),
  name: z.string(),
  /** Share of the posterior draws in which this stage has the largest gain. */
  probability: share,
  /** Expected orders a week released, with its 90 % interval, and the same in money. */
  gain: z.number(),
  interval: intervalSchema,
  gain_value: moneySchema,
  /** Orders a week forgone on average if this stage is repaired and another is the true constraint. */
  regret: z.number(),
  /** Conversion now, and the reference it would be restored to, over all segments. */
  conversion: share,
  reference_conversion: share,
  reference: z.object({
    kind: z.enum(['target', 'history', 'segments']),
    /** `the 8 weeks before`, `the same day of the 8 weeks before` and the like: always named. */
    text: z.string(),
  }),
  /** Segments, the one that holds most of the gap first. */
  segments: z.array(
    z.object({ segment: z.string(), entered: count, conversion: share, reference_conversion: share, gain: z.number() }),
  ),
  /** The change of its conversion since history, by mix and rate; null without history. */
  decomposition: mixAndRateSchema.nullable(),
  /** What it takes to show the gain; null where none is expected. */
  experiment: experimentSchema.nullable(),
  /** Trouble met inside the step, what has grown most first. */
  signals: z.array(stepSignalSchema),
  vitals: z.array(stepVitalSchema),
  /** What is done otherwise than designed, what has grown most first; empty unless asked for. */
  deviations: z.array(stepDeviationSchema),
});
export type ConstraintCandidate = z.infer<typeof constraintCandidateSchema>;

export const constraintAnswerSchema = z.object({
  plan: z.literal('constraint'),
  ...answerBase,
  /** Orders a week in the period, as the chain of stage conversions gives them. */
  throughput: z.number(),
  /** The stage named, or null: no clear constraint (P below 0.8, or the gain below 3 % of throughput). */
  constraint: constraintCandidateSchema.nullable(),
  /** One sentence for people, in either case. */
  sentence: z.string(),
  /** Every stage of the chain up to the goal, the largest expected gain first. */
  candidates: z.array(constraintCandidateSchema),
  /** What would be the constraint once this one is lifted; null where none is named, or nothing more is to be gained. */
  next: nextConstraintSchema.nullable(),
  /** Why throughput differs from history; null without history. */
  change: chainChangeSchema.nullable(),
  /** What the data cannot say: too few journeys, no history, … */
  caveats: z.array(z.string()),
});
export type ConstraintAnswer = z.infer<typeof constraintAnswerSchema>;

export const answerSchema = z.discriminatedUnion('plan', [
  sessionsAnswerSchema,
  funnelAnswerSchema,
  stagesAnswerSchema,
  pathsAnswerSchema,
  journeysAnswerSchema,
  constraintAnswerSchema,
  whatIfAnswerSchema,
  flowAnswerSchema,
  attributionAnswerSchema,
  retentionAnswerSchema,
  changesAnswerSchema,
  graphAnswerSchema,
  variantsAnswerSchema,
  conformanceAnswerSchema,
  surveysAnswerSchema,
  matrixAnswerSchema,
  compareAnswerSchema,
  compareMapsAnswerSchema,
]);
export type Answer = z.infer<typeof answerSchema>;
/** The answer that belongs to a plan: `AnswerTo<'funnel'>`. */
export type AnswerTo<K extends Answer['plan']> = Extract<Answer, { plan: K }>;

import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { flowSchema } from './flow.ts';
import { filterSchema } from './plan-base.ts';
import { whereSchema } from './plans/where.ts';

/** Most touchpoints of one map: each has a byte code of its own in a stored journey, 1 to this. */
export const MAX_TOUCHPOINTS = 120;

const idSchema = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'must be lower-case letters, digits, - and _');

/** A text to compare with, where `*` stands for any characters; or several, of which one must match. */
const patternSchema = z.union([z.string().max(500), z.array(z.string().max(500)).min(1).max(50)]);

/** One designed contact between shopper and shop, and the rule by which an event is known to be it. */
export const touchpointSchema = z.strictObject({
  /** What shoppers and owners call it: `Product page`. */
  name: z.string().min(1).max(120),
  /**
   * Stable word for plans and files; by default the event name where that is the whole rule (one event, no `where`) and
   * not taken, else the name in snake_case.
   */
  id: idSchema.optional(),
  /** The event name(s) that count as this touchpoint. */
  event: z.union([z.string().min(1).max(100), z.array(z.string().min(1).max(100)).min(1).max(50)]),
  /**
   * All of these must match too. Keys: `path`, `host`, `channel`, `source`, `medium`, `campaign`, `device`, or
   * `props.<name>`. Touchpoints that have `where` are tried before those that have none, else the order of the map decides.
   */
  where: z.record(z.string(), patternSchema).optional(),
  /** Where it takes place: `web`, `email`, `store`, `phone`, … */
  channel: z.string().max(80).default('web'),
  /** A journey that leaves it out is still as designed. */
  optional: z.boolean().default(false),
  /** A journey may pass it several times in a row and still be as designed. */
  repeatable: z.boolean().default(true),
});
export type Touchpoint = z.infer<typeof touchpointSchema>;

/** One numbered stage. */
export const stageSchema = z.strictObject({
  name: z.string().min(1).max(80),
  id: idSchema.optional(),
  touchpoints: z.array(touchpointSchema).min(1),
  /** What the customer wants here. */
  goal: z.string().max(500).optional(),
  /** What the customer asks here. */
  questions: z.array(z.string().max(500)).default([]),
  /** What is known to be in the way. */
  barriers: z.array(z.string().max(500)).default([]),
  owner: z.string().max(200).optional(),
  /** Share of the journeys in this stage that should go on, 0 to 1, and the time it should take. */
  target: z
    .strictObject({
      conversion: z.number().gt(0).lte(1).optional(),
      time: durationSchema.optional(),
    })
    .optional(),
  /** Time a journey has to go on before it counts as dropped; by default the map's. */
  window: durationSchema.optional(),
  /** A journey that leaves the stage out is still as designed. */
  optional: z.boolean().default(false),
  /**
   * The designed way through the stage, over the ids of its touchpoints, which stay optional and repeatable as they say;
   * by default all of them in any order.
   */
  flow: flowSchema.optional(),
});
export type Stage = z.infer<typeof stageSchema>;

/** A saved filter: shoppers or journeys of one kind, under a name that plans can use. */
export const segmentSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1).max(120),
  /** Values of dimensions, as in a plan's `filter`. */
  filter: filterSchema.optional(),
  /** What happened in the journey, as in a plan's `where`. */
  where: whereSchema.optional(),
});
export type Segment = z.infer<typeof segmentSchema>;

/**
 * The designed path: a YAML or JSON file, useful before any data exists.
 *
 * @example
 * ```yaml
 * name: Shop
 * goal: purchase
 * stages:
 *   - name: Consideration
 *     touchpoints: [{ name: Product page, event: view_item }]
 *   - name: Purchase
 *     touchpoints: [{ name: Order placed, event: purchase }]
 * ```
 */
export const journeyMapSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1).max(120),
  /** Id of the stage whose entry is the order: the end of the chain that is measured. */
  goal: idSchema.default('purchase'),
  /** A journey ends after this long without a touchpoint. */
  idle: durationSchema.default('30d'),
  /** A visitor's session ends after this long without an event. */
  session_gap: durationSchema.default('30m'),
  /** Whether an event that arrives with another campaign opens a session. */
  session_on_campaign: z.boolean().default(true),
  /** After the goal, the next touchpoint of one of these stages opens the next journey. */
  opens: z.array(idSchema).optional(),
  /** Time a journey has in each stage to go on before it counts as dropped there. */
  window: durationSchema.default('7d'),
  /**
   * The designed way through the stages, over their ids (and those of touchpoints that no stage has); by default one
   * after the other, as they are numbered.
   */
  flow: flowSchema.optional(),
  stages: z.array(stageSchema).min(2).max(40),
  /** Saved filters, for any question: `{ "segment": "<id>" }`. Changing them costs no re-computing. */
  segments: z.array(segmentSchema).max(100).optional(),
});
/** A validated map, defaults filled in. */
export type JourneyMap = z.infer<typeof journeyMapSchema>;
/** A map as a file may write it. */
export type JourneyMapInput = z.input<typeof journeyMapSchema>;

import type { CompiledMap } from '@desirepath/engine';
import { type JourneyMap, journeyMapSchema } from '@desirepath/schema';
import { z } from '@hono/zod-openapi';

/** The map as its owner designed it, and the same numbered. */
export const mapAnswerSchema = z
  .object({
    site: z.string(),
    /** Changes whenever anything changes that a journey depends on. */
    version: z.string(),
    /** Number of the stage that is the goal. */
    goal: z.number().int(),
    stages: z.array(
      z.object({
        number: z.number().int(),
        id: z.string(),
        name: z.string(),
        optional: z.boolean(),
        window_ms: z.number(),
        target_conversion: z.number().nullable(),
        target_time_ms: z.number().nullable(),
      }),
    ),
    /** In the order in which they are tried on an event. */
    touchpoints: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        stage: z.number().int(),
        channel: z.string(),
        events: z.array(z.string()),
        where: z.array(z.object({ key: z.string(), patterns: z.array(z.string()) })),
      }),
    ),
    map: journeyMapSchema,
    /** While the history of this map is being made: the version that answers meanwhile, and how many visitors of how many are done, about. */
    recomputing: z
      .object({ answering: z.string().nullable(), done: z.number().int(), total: z.number().int() })
      .nullable(),
  })
  .openapi('MapAnswer');
export type MapAnswer = z.infer<typeof mapAnswerSchema>;

/** Puts a map and its compiled form on the wire. */
export function mapAnswer(
  site: string,
  map: JourneyMap,
  compiled: CompiledMap,
  recomputing: MapAnswer['recomputing'],
): MapAnswer {
  return {
    site,
    version: compiled.version,
    goal: compiled.goal,
    stages: compiled.stages.map((stage) => ({
      number: stage.number,
      id: stage.id,
      name: stage.name,
      optional: stage.optional,
      window_ms: stage.windowMs,
      target_conversion: stage.targetConversion,
      target_time_ms: stage.targetTimeMs,
    })),
    touchpoints: compiled.touchpoints.map((touchpoint) => ({
      id: touchpoint.id,
      name: touchpoint.name,
      stage: touchpoint.stage,
      channel: touchpoint.channel,
      events: [...touchpoint.events],
      where: touchpoint.where.map(({ key, patterns }) => ({ key, patterns: [...patterns] })),
    })),
    map,
    recomputing,
  };
}

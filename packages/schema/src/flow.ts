import { z } from 'zod';

/** Most characters of a name inside a flow. */
const MAX_NAME = 200;
/** Most blocks side by side in one block. */
const MAX_PARTS = 200;

/**
 * A part of the designed path. With these, any block-structured process can be written:
 *
 * - a text: the touchpoint of that id (in a map, also a stage; in a process model, the activity of that name)
 * - a list, or `sequence`: one after the other
 * - `choice`: exactly one of them
 * - `optional`: it, or nothing
 * - `loop`: at least once; between two rounds comes `redo`, by default nothing
 * - `parallel`: all of them, in any order and mixed up as they like
 * - `silent`: nothing that could be seen
 */
export type Flow =
  | string
  | Flow[]
  | { sequence: Flow[] }
  | { choice: Flow[] }
  | { optional: Flow }
  | { loop: Flow; redo?: Flow | undefined }
  | { parallel: Flow[] }
  | { silent: true };

const parts = (): z.ZodType<Flow[], Flow[]> => z.array(flowSchema).min(1).max(MAX_PARTS);

export const flowSchema: z.ZodType<Flow, Flow> = z
  .lazy(() =>
    z.union([
      z.string().min(1).max(MAX_NAME),
      parts(),
      z.strictObject({ sequence: parts() }),
      z.strictObject({ choice: parts() }),
      z.strictObject({ optional: flowSchema }),
      z.strictObject({ loop: flowSchema, redo: flowSchema.optional() }),
      z.strictObject({ parallel: parts() }),
      z.strictObject({ silent: z.literal(true) }),
    ]),
  )
  .meta({ id: 'Flow' });

/**
 * A process model without stages, for logs of any kind: a YAML or JSON file.
 *
 * @example
 * ```yaml
 * name: Claim
 * flow: [register, { parallel: [check cover, check damage] }, { choice: [pay, reject] }]
 * ```
 */
export const processModelSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1).max(120).default('Process model'),
  flow: flowSchema,
});
export type ProcessModel = z.infer<typeof processModelSchema>;

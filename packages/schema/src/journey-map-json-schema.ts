import { z } from 'zod';
import { journeyMapSchema } from './journey-map.ts';

/** JSON Schema, draft 2020-12. */
export type JsonSchema = Record<string, unknown>;

/**
 * The JSON Schema of a journey map as a file may write it, for editors: `# yaml-language-server: $schema=…` in a YAML file,
 * `$schema` in a JSON file. The same text is in `journey-map.schema.json` of this package.
 */
export function journeyMapJsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(journeyMapSchema, { io: 'input' });
  return {
    $schema,
    title: 'Journey map',
    description:
      'The designed path of a shop: numbered stages, and in each the touchpoints with the events they are known by.',
    ...schema,
  };
}

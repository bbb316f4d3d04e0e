import type { z } from '@hono/zod-openapi';
import { apiSchemas } from './api-schemas.ts';

/** The answers of a route as OpenAPI describes them: the good one, and the problems that any call may meet. */
export function routeResponses<T extends z.ZodType>(description: string, schema: T) {
  const failed = (why: string) => ({
    description: why,
    content: { 'application/problem+json': { schema: apiSchemas.problem } },
  });
  return {
    200: { description, content: { 'application/json': { schema } } },
    400: failed('The call is wrong; the problem names the field.'),
    401: failed('No token, or one that no site lists.'),
    403: failed('The token reads another site than the one named.'),
    500: failed('The answer could not be made.'),
    503: failed('ClickHouse does not answer; try again.'),
  };
}

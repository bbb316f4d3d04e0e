import { createRoute, z } from '@hono/zod-openapi';
import type { ApiParts } from './api-parts.ts';
import { apiSchemas } from './api-schemas.ts';
import { routeResponses } from './route-responses.ts';

/** `GET /journeys/:person`: the journeys of one person, the newest first. */
export function addJourneysRoute({ app, ask }: ApiParts): void {
  const route = createRoute({
    method: 'get',
    path: '/journeys/{person}',
    summary: "A person's journeys, the newest first",
    request: {
      params: z.object({
        person: z
          .string()
          .min(1)
          .openapi({ param: { name: 'person', in: 'path' }, example: 'v:5f1c', description: 'As a journey names it.' }),
      }),
      query: z.object({
        limit: z.coerce.number().int().min(1).max(1000).default(20),
        cursor: z.string().optional().openapi({ description: 'The `next` of the answer before.' }),
        site: z.string().optional().openapi({ description: 'The site that the caller means; another one is a 403.' }),
      }),
    },
    responses: routeResponses('The journeys', apiSchemas.journeysAnswer),
  });
  app.openapi(route, async (c) => {
    const { person } = c.req.valid('param');
    const { limit, cursor } = c.req.valid('query');
    const answer = await ask(c.get('site').id, {
      plan: 'journeys',
      person,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    return c.json(answer as Extract<typeof answer, { plan: 'journeys' }>, 200);
  });
}

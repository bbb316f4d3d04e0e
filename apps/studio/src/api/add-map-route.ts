import { createRoute } from '@hono/zod-openapi';
import type { ApiParts } from './api-parts.ts';
import { mapAnswer, mapAnswerSchema } from './map-answer.ts';
import { routeResponses } from './route-responses.ts';

/** `GET /map`: the designed path, numbered. */
export function addMapRoute({ app, options }: ApiParts): void {
  const route = createRoute({
    method: 'get',
    path: '/map',
    summary: 'The journey map as designed, and its numbering',
    responses: routeResponses('The map', mapAnswerSchema),
  });
  app.openapi(route, (c) => {
    const { id } = c.get('site');
    return c.json(mapAnswer(id, options.map(id), options.context(id).map), 200);
  });
}

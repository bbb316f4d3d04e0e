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
  app.openapi(route, async (c) => {
    const { id } = c.get('site');
    const context = options.context(id);
    const state = await options.store.recomputing(context);
    const recomputing =
      state === undefined ? null : { answering: state.answering, done: state.done, total: state.total };
    return c.json(mapAnswer(id, options.map(id), context.map, recomputing), 200);
  });
}

import { createRoute } from '@hono/zod-openapi';
import type { ApiParts } from './api-parts.ts';
import { routeResponses } from './route-responses.ts';
import { siteAnswerSchema } from './site-answer.ts';

/** `GET /site`: which shop the token reads. */
export function addSiteRoute({ app, options }: ApiParts): void {
  const route = createRoute({
    method: 'get',
    path: '/site',
    summary: 'The site that the token reads',
    responses: routeResponses('The site', siteAnswerSchema),
  });
  app.openapi(route, (c) => {
    const site = c.get('site');
    return c.json(
      {
        id: site.id,
        name: site.name ?? site.id,
        currency: site.currency,
        time_zone: site.time_zone,
        write_key: site.write_key,
        script: options.script ?? '/dp.js',
      },
      200,
    );
  });
}

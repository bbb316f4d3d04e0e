import { problem } from '@desirepath/schema';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { LiveHub } from '../live/live-hub.ts';
import type { StudioOptions } from '../options.ts';
import { addAccountingRoute } from './add-accounting-route.ts';
import { addJourneysRoute } from './add-journeys-route.ts';
import { addLiveRoute } from './add-live-route.ts';
import { addMapRoute } from './add-map-route.ts';
import { addQueryRoute } from './add-query-route.ts';
import { addSiteRoute } from './add-site-route.ts';
import type { ApiEnv } from './api-env.ts';
import type { ApiParts } from './api-parts.ts';
import { authenticate } from './authenticate.ts';
import { errorResponse } from './error-response.ts';
import { ProblemError } from './problem-error.ts';
import { tokenIndex } from './token-index.ts';
import { validationProblem } from './validation-problem.ts';

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The query API, to be mounted under `/api/v1`. Everything but `/openapi.json` wants a token. */
export function createApi(options: StudioOptions, hub: LiveHub): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result, c) => {
      if (result.success) return;
      const input = result.target === 'param' ? c.req.param() : c.req.query();
      throw new ProblemError(validationProblem('bad_call', 'call', result.error, input));
    },
  });
  const now = options.now ?? Date.now;
  const parts: ApiParts = {
    app,
    options,
    hub,
    now,
    ask: (site, plan) => options.store.ask(options.context(site), plan, now()),
  };

  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  });
  app.onError((error) => errorResponse(error, options.onError ?? (() => {})));
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Desirepath', version: 'v1', description: 'Questions to the journeys of one shop.' },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
  });
  app.use(authenticate(tokenIndex(options.sites)));
  addSiteRoute(parts);
  addMapRoute(parts);
  addQueryRoute(parts);
  addJourneysRoute(parts);
  addAccountingRoute(parts);
  addLiveRoute(parts);
  app.all('*', (c) => {
    throw new ProblemError(
      problem(
        'not_found',
        404,
        'Not found',
        `There is no ${c.req.method} ${c.req.path}; /api/v1/openapi.json lists what there is.`,
      ),
    );
  });
  return app;
}

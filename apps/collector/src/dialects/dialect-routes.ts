import { Hono } from 'hono';
import { DIALECT_CORS, preflight } from '../reception/cors.ts';
import type { ReceptionOptions } from '../reception/receive.ts';
import { toResponse } from '../reception/reply.ts';
import { ga4Routes } from './ga4-routes.ts';
import { posthogRoutes } from './posthog-routes.ts';
import { segmentRoutes } from './segment-routes.ts';
import { snowplowRoutes } from './snowplow-routes.ts';

const NATIVE = /^\/v1\/(?:events|import)$/;

/** The paths of the dialects. Those below `/v1/` are not among them: they are the collector's in any case. */
export const DIALECT_PATHS =
  /^\/(?:beacon\/v1\/batch|sourceConfig\/?|(?:debug\/)?mp\/collect|com\.snowplowanalytics\.snowplow\/tp2|i|(?:batch|e|i\/v0\/e|capture|flags|decide)\/?|array\/[^/]+\/config(?:\.js)?)$/;

/** Everything that clients of other products send to, each in its own dialect. */
export function dialectRoutes(options: ReceptionOptions): Hono {
  const app = new Hono();
  app.options('*', (c, next) => {
    const { path } = c.req;
    const isOurs = DIALECT_PATHS.test(path) || (path.startsWith('/v1/') && !NATIVE.test(path));
    if (!isOurs) return next();
    // It knows no site yet.
    const reply = preflight(options.gate, undefined, c.req.header('origin') ?? '', DIALECT_CORS);
    return Promise.resolve(toResponse(reply));
  });
  app.route('/', segmentRoutes(options));
  app.route('/', ga4Routes(options));
  app.route('/', snowplowRoutes(options));
  app.route('/', posthogRoutes(options));
  return app;
}

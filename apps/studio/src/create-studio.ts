import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';
import { createApi } from './api/create-api.ts';
import { createLiveHub } from './live/live-hub.ts';
import type { StudioOptions } from './options.ts';
import { addPages, notThere } from './pages/add-pages.ts';

/**
 * The query API under `/api/v1` and the pages under `/`, as one Hono app: `Request` in, `Response` out.
 * @throws Error when two sites list the same API token
 * @example
 * const studio = createStudio({ sites, map, context, store, live: collector.live });
 * serve({ fetch: studio.fetch, port: 4700 });
 */
export function createStudio(options: StudioOptions): Hono {
  const app = new Hono();
  app.route('/api/v1', createApi(options, createLiveHub(options.live, randomUUID().slice(0, 8))));
  app.notFound((c) => notThere(c));
  addPages(app, options.pages ?? fileURLToPath(new URL('./web/', import.meta.url)));
  return app;
}

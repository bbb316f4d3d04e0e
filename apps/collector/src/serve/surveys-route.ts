import { Hono } from 'hono';
import { configResponse, jsonContent } from '../dialects/config-response.ts';
import type { SiteGate } from '../gate/site-gate.ts';

/** `GET /v1/surveys?key=…`: what the tag shall ask on the pages of a site, as its `surveys` in sites.yaml say. */
export function surveysRoute(gate: SiteGate): Hono {
  const app = new Hono();
  app.get('/v1/surveys', (c) => configResponse(c, gate, c.req.query('key'), (site) => jsonContent(site.surveys ?? [])));
  return app;
}

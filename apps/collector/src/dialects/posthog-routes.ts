import { openPosthog, posthogConfig, posthogFlags, posthogJson } from '@desirepath/wire';
import { type Context, Hono } from 'hono';
import { corsFor } from '../reception/cors.ts';
import { type ReceptionOptions, respond } from '../reception/receive.ts';
import { configResponse, jsonContent } from './config-response.ts';

const CAPTURE = ['/batch', '/e', '/i/v0/e', '/capture'];
const FLAGS = ['/flags', '/decide'];

/**
 * PostHog's capture API and what its browser client asks for. The write key is the project's key: `api_key` or `token` in the body.
 * The answer is exactly 200, as its clients take any other 2xx for a failure.
 */
export function posthogRoutes(options: ReceptionOptions): Hono {
  const { gate } = options;
  const app = new Hono();
  const capture = (c: Context) =>
    respond(c, options, {
      key: undefined,
      open: (text) => {
        const body = posthogJson(text);
        return body === undefined ? { brokenJson: 'nor is it base64 of any' } : openPosthog(body, c.req.query('_'));
      },
      answer: () => ({ status: 200, type: 'application/json', body: '{"status":1}' }),
    });
  app.on('POST', CAPTURE.flatMap(withSlash), capture);
  const flags = (c: Context) => {
    const origin = c.req.header('origin');
    return c.json(posthogFlags(), 200, corsFor(gate, undefined, origin));
  };
  app.on(['GET', 'POST'], FLAGS.flatMap(withSlash), flags);
  app.get('/array/:key/config', (c) =>
    configResponse(c, gate, c.req.param('key'), (site) => jsonContent(posthogConfig(site.write_key))),
  );
  app.get('/array/:key/config.js', (c) =>
    configResponse(c, gate, c.req.param('key'), (site) => {
      const key = JSON.stringify(site.write_key);
      const config = JSON.stringify({ config: posthogConfig(site.write_key), siteApps: [] });
      return {
        type: 'text/javascript; charset=utf-8',
        text: `(window._POSTHOG_REMOTE_CONFIG ||= {})[${key}] = ${config};\n`,
      };
    }),
  );
  return app;
}

function withSlash(path: string): string[] {
  return [path, `${path}/`];
}

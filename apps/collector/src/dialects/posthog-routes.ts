import { openPosthog, posthogConfig, posthogFlags, posthogJson } from '@desirepath/wire';
import { type Context, Hono } from 'hono';
import { corsFor } from '../reception/cors.ts';
import { type ReceptionOptions, respond } from '../reception/receive.ts';
import { configResponse, jsonContent } from './config-response.ts';

const CAPTURE = ['/batch', '/e', '/i/v0/e', '/capture'];
/** What very old clients did; those of today pack with gzip, or not at all. */
const LZ64 = 'it is packed as lz64, which is not read here; update the client, or let it pack with gzip or base64';
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
        if (body !== undefined) return openPosthog(body, c.req.query('_'));
        return { brokenJson: isLz64(text, c.req.query('compression')) ? LZ64 : 'nor is it base64 of any' };
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

function isLz64(text: string, said: string | undefined): boolean {
  return (
    said === 'lz64' || /(?:^|&)compression=lz64(?:&|$)/.test(text.slice(0, 200)) || text.endsWith('&compression=lz64')
  );
}

function withSlash(path: string): string[] {
  return [path, `${path}/`];
}

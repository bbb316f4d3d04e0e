import { openSegment, rudderSourceConfig, type SegmentType, segmentSettings } from '@desirepath/wire';
import { Hono } from 'hono';
import { type ReceptionOptions, respond } from '../reception/receive.ts';
import { basicKey } from './basic-key.ts';
import { configResponse, jsonContent } from './config-response.ts';
import { jsonBody } from './json-body.ts';

/** Calls by the last part of their path; the browser's client has a letter for each. */
const CALLS: Readonly<Record<string, SegmentType | undefined>> = {
  track: 'track',
  t: 'track',
  page: 'page',
  p: 'page',
  identify: 'identify',
  i: 'identify',
  alias: 'alias',
  a: 'alias',
  group: 'group',
  g: 'group',
  screen: 'screen',
  s: 'screen',
  batch: undefined,
  b: undefined,
};
const SUCCESS = { status: 200, type: 'application/json', body: '{"success":true}' } as const;

/**
 * Segment's HTTP API and RudderStack's, which is the same: `/v1/batch`, `/v1/track`, …, and the letters that the browser's client
 * uses. The write key is the user name of Basic authorization, or stands in the body as `writeKey`.
 */
export function segmentRoutes(options: ReceptionOptions): Hono {
  const { gate } = options;
  const app = new Hono();
  // In a group of its own: the router anchors the whole pattern, and a bare alternative would match anywhere in the path.
  app.post(`/v1/:call{(?:${Object.keys(CALLS).join('|')})}`, (c) => {
    const type = CALLS[c.req.param('call')];
    return respond(c, options, {
      key: basicKey(c.req.header('authorization')),
      open: jsonBody((body) => openSegment(body, type)),
      answer: () => SUCCESS,
    });
  });
  app.post('/beacon/v1/batch', (c) =>
    respond(c, options, {
      key: c.req.query('writeKey') ?? basicKey(c.req.header('authorization')),
      open: jsonBody((body) => openSegment(body)),
      answer: () => SUCCESS,
    }),
  );
  app.get('/v1/projects/:key/settings', (c) => {
    const { host, protocol } = new URL(c.req.url);
    return configResponse(c, gate, c.req.param('key'), (site) =>
      jsonContent(
        segmentSettings(
          site.write_key,
          host,
          forwardedProtocol(c.req.header('x-forwarded-proto')) ?? protocol.slice(0, -1),
        ),
      ),
    );
  });
  app.on('GET', ['/sourceConfig', '/sourceConfig/'], (c) =>
    configResponse(c, gate, basicKey(c.req.header('authorization')) ?? c.req.query('writeKey'), (site) =>
      jsonContent(rudderSourceConfig(site.id, site.write_key)),
    ),
  );
  return app;
}

/** Behind a proxy that ends TLS the browser must be told `https` all the same; a forged header only misleads whoever forges it. */
function forwardedProtocol(header: string | undefined): string | undefined {
  const protocol = header?.split(',', 1)[0]?.trim().toLowerCase();
  return protocol === 'https' || protocol === 'http' ? protocol : undefined;
}

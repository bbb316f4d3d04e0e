import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';

type Fetch = Parameters<typeof getRequestListener>[0];

/**
 * What a `node:http` server needs to serve a collector: events go the direct way, everything else through its Hono app.
 *
 * @example createServer(serverOptions(DEFAULT_LIMITS), nodeListener(collector)).listen(4700)
 */
export function nodeListener(collector: {
  app: { fetch: Fetch };
  direct(request: IncomingMessage, response: ServerResponse): boolean;
}): RequestListener {
  const web = getRequestListener(collector.app.fetch);
  return (request, response) => {
    if (!collector.direct(request, response)) void web(request, response);
  };
}

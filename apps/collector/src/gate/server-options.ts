import type { ServerOptions } from 'node:http';
import type { Limits } from '../limits.ts';

/**
 * What a `node:http` server needs to know so that nobody holds its connections: a head that is too large is answered with 431, one that is
 * slow, or a request that never ends, with 408, and the connection is closed.
 *
 * @example createServer(serverOptions(DEFAULT_LIMITS), listener)
 */
export function serverOptions({ headerBytes, bodyMs }: Pick<Limits, 'headerBytes' | 'bodyMs'>): ServerOptions {
  return {
    maxHeaderSize: headerBytes,
    headersTimeout: bodyMs,
    // The collector answers a slow body itself; this ends what not even an answer ends.
    requestTimeout: 2 * bodyMs,
    connectionsCheckingInterval: Math.max(100, Math.min(5000, bodyMs / 2)),
    keepAliveTimeout: 10_000,
  };
}

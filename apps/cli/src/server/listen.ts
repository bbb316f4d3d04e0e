import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { codeOf, failed, messageOf } from '../shell/cli-error.ts';

/** An HTTP server that listens. */
export interface Listener {
  url: string;
  /** Takes no more requests, lets those under way end, and cuts off what is still open after `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

/** Where to listen. Port 0 takes any free one. */
export interface Address {
  host: string;
  port: number;
  /** The option that chooses another port, for the sentence when this one is taken. */
  option: string;
}

function listenError(error: unknown, { host, port, option }: Address): Error {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') {
    return failed(
      `Port ${port} is in use by another program: stop that, or choose another port with ${option}.`,
      error,
    );
  }
  if (code === 'EACCES') {
    return failed(`Port ${port} may not be taken by this user: choose one above 1023 with ${option}.`, error);
  }
  return failed(`Nothing can listen on ${host}:${port}: ${messageOf(error)}; choose another with --host.`, error);
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no address.');
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${address.port}`;
}

/**
 * Serves a fetch function over HTTP.
 *
 * @param limits how long and how large the head of a request may be; by default as Node.js has it
 * @param direct answers a request itself, and says so, where it need not become one of the web's
 * @throws CliError (1) when the port is taken
 */
export async function listen(
  fetch: (request: Request, env: unknown) => Response | Promise<Response>,
  address: Address,
  limits: ServerOptions = {},
  direct: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<Listener> {
  const web = getRequestListener(fetch as Parameters<typeof getRequestListener>[0]);
  let isClosing = false;
  const server = createServer(limits, (request, response) => {
    // Whoever keeps a connection gets this last answer whole, and the connection ends with it.
    if (isClosing) response.shouldKeepAlive = false;
    if (!direct(request, response)) void web(request, response);
  });
  server.listen(address.port, address.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw listenError(error, address);
  }
  return {
    url: urlOf(server, address.host),
    async close(graceMs = 2000) {
      const closed = once(server, 'close');
      isClosing = true;
      server.close();
      server.closeIdleConnections();
      await Promise.race([closed, sleep(graceMs, undefined, { ref: false })]);
      // Live streams never end by themselves.
      server.closeAllConnections();
      await closed;
    },
  };
}

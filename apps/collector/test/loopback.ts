import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Servers on ports of this machine that nobody else uses, for the length of a test. */
export function loopback() {
  const servers: Server[] = [];
  return {
    /** Starts one and returns its origin. */
    async serve(handler: RequestListener): Promise<string> {
      const server = createServer(handler).listen(0, '127.0.0.1');
      servers.push(server);
      await once(server, 'listening');
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    /** Ends all of them, whoever is still connected. */
    close(): void {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

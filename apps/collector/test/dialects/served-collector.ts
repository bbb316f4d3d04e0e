import type { IncomingMessage } from 'node:http';
import type { Store } from '@desirepath/store';
import { serve } from '@hono/node-server';
import { type Opened, openCollector, SITES } from '../open-collector.ts';

/** A collector that listens on localhost, as a client reaches it. */
export interface Served extends Opened {
  url: string;
  /** Every request so far: method, path and the status it was answered with. */
  requests: { method: string; path: string; status: number }[];
  /** Answers the next requests in place of the collector, one each, then steps aside. */
  answerNext(...answers: Response[]): void;
  /** Takes the next request as usual, and cuts the connection instead of answering. */
  loseNextAnswer(): void;
  close(): Promise<void>;
}

/** @param origin of the shop's pages */
export async function serveCollector(folder: string, store: Store, origin = 'https://shop.example'): Promise<Served> {
  const sites = SITES.map((site) => (site.id === 'shop' ? { ...site, origins: [origin] } : site));
  const opened = await openCollector({ folder, store, sites, now: Date.now });
  opened.collector.start();
  const requests: Served['requests'] = [];
  const answers: Response[] = [];
  let isLosing = false;
  const server = serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request, env) {
      const response = answers.shift() ?? (await opened.collector.app.fetch(request));
      requests.push({ method: request.method, path: new URL(request.url).pathname, status: response.status });
      if (isLosing) {
        isLosing = false;
        (env as { incoming: IncomingMessage }).incoming.socket.destroy();
      }
      return response;
    },
  });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    ...opened,
    url: `http://127.0.0.1:${address.port}`,
    requests,
    answerNext: (...next) => void answers.push(...next),
    loseNextAnswer() {
      isLosing = true;
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      await opened.collector.close();
      await opened.spool.close();
    },
  };
}

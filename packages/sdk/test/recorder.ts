import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClientEvent, Envelope } from '@desirepath/schema';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** One request to `/v1/events`, its events with what they share put back into each. */
interface Recorded {
  status: number;
  key: string | undefined;
  bytes: number;
  contentType: string | undefined;
  events: ClientEvent[];
}

export interface Recorder {
  origin: string;
  requests: Recorded[];
  /** Methods and paths of everything that was asked for. */
  asked: string[];
  /** Status of the answers to events from now on; `silent` leaves the request open. */
  answer: number | 'silent';
  /** Events that were acknowledged, each id once, in the order they came. */
  stored(): ClientEvent[];
  clear(): void;
  close(): Promise<void>;
}

/** As docs/events.md says: time, the last 12 bits of the number, and what the ids of a page have in common. */
function withId({ ids, ...event }: ClientEvent): ClientEvent {
  if (event.id || !ids) return event;
  const start = Number(event.time).toString(16).padStart(12, '0');
  const number = ((event.seq ?? 0) % 4096).toString(16).padStart(3, '0');
  return { ...event, id: `${start.slice(0, 8)}-${start.slice(8)}-7${number}-${ids}` };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

/** Stands where the collector stands, on an origin of its own: serves the tag and records what reaches it. */
export async function startRecorder(): Promise<Recorder> {
  if (!existsSync(`${DIST}dp.js`)) throw new Error('packages/sdk/dist/dp.js is not built: run `pnpm build` first.');
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    recorder.asked.push(`${request.method} ${path}`);
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    if (/^\/dp[a-z-]*\.js$/.test(path)) {
      response.setHeader('content-type', 'text/javascript');
      response.end(readFileSync(DIST + path.slice(1)));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const status = recorder.answer === 'silent' ? 0 : recorder.answer;
      if (request.method === 'POST' && path === '/v1/events') {
        const { events, key, sdk, sent_at, ...shared } = JSON.parse(body.toString()) as Envelope;
        recorder.requests.push({
          status,
          key,
          bytes: body.length,
          contentType: request.headers['content-type'],
          events: events.map((event) => withId({ ...shared, ...event })),
        });
      }
      if (status === 0) open.add(response);
      else {
        response.statusCode = status;
        response.end('{}');
      }
    });
  });
  const recorder: Recorder = {
    origin: await listen(server),
    requests: [],
    asked: [],
    answer: 200,
    stored: () => {
      const events = recorder.requests.filter(({ status }) => status === 200).flatMap((request) => request.events);
      return [...new Map(events.map((event) => [event.id, event])).values()];
    },
    clear: () => {
      recorder.requests = [];
      recorder.asked = [];
    },
    close: () => close(server),
  };
  return recorder;
}

export interface Shop {
  origin: string;
  close(): Promise<void>;
}

/**
 * Serves pages on an origin of its own.
 * @param page the document of a path, or undefined for 404
 * @param headers sent with every document
 */
export async function startShop(
  page: (path: string) => string | Buffer | undefined,
  headers: Record<string, string> = {},
): Promise<Shop> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const body = page(path);
    response.statusCode = body === undefined ? 404 : 200;
    response.setHeader('content-type', TYPES[extname(path)] ?? 'text/html; charset=utf-8');
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.end(body);
  });
  return { origin: await listen(server), close: () => close(server) };
}

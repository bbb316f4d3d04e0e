import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '@desirepath/testing/disk';

/** What can go wrong between a collector and ClickHouse. */
const FAULTS = [
  'away',
  'slow',
  'error before',
  'error after commit',
  'exception in a 200',
  'exception in the body',
  'reset in the request',
  'reset in the answer',
  'no answer',
] as const;
export type Fault = (typeof FAULTS)[number];

/** The way from a collector to ClickHouse, on which things go wrong. */
export interface FaultProxy {
  url: string;
  /** Share of requests that fail from now on. */
  share: number;
  /** Faults so far. */
  happened: number;
  /** Cuts every connection; nobody reaches ClickHouse this way any more. */
  close(): Promise<void>;
}

/** @param kinds what may happen; by default everything */
export async function startFaultProxy(
  target: string,
  random: SeededRandom,
  kinds: readonly [Fault, ...Fault[]] = FAULTS,
): Promise<FaultProxy> {
  const server = createServer((asked, answer) => {
    const fault = random.chance(proxy.share) ? random.pick(kinds) : undefined;
    if (fault !== undefined) proxy.happened += 1;
    pass(target, asked, answer, fault).catch(() => answer.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    share: 0,
    happened: 0,
    async close() {
      server.closeAllConnections();
      server.close();
      if (server.listening) await once(server, 'close');
    },
  };
  return proxy;
}

const EXCEPTION = 'Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)';

async function pass(target: string, asked: IncomingMessage, answer: ServerResponse, fault: Fault | undefined) {
  if (fault === 'away') return void answer.destroy();
  const chunks: Buffer[] = [];
  for await (const chunk of asked as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (fault === 'slow') await sleep(60);
  if (fault === 'error before') return void answer.writeHead(500).end(EXCEPTION);
  if (fault === 'no answer') {
    await sleep(80);
    return void answer.destroy();
  }
  if (fault === 'reset in the request') return cutOff(target, asked, answer, body);
  const { status, headers, bytes } = await forward(target, asked, body);
  if (fault === 'error after commit') return void answer.writeHead(500).end(EXCEPTION);
  if (fault === 'exception in a 200') {
    return void answer.writeHead(200, { 'x-clickhouse-exception-code': '241' }).end(EXCEPTION);
  }
  // As ClickHouse does when it fails after its answer has begun.
  if (fault === 'exception in the body') return void answer.writeHead(200).end(`${bytes.toString()}${EXCEPTION}`);
  if (fault === 'reset in the answer') {
    answer.writeHead(200, { 'content-length': '1000' }).write('x');
    await sleep(1);
    return void answer.destroy();
  }
  answer.writeHead(status, headers).end(bytes);
}

/** ClickHouse gets half of the request, and neither side hears any more. */
async function cutOff(target: string, asked: IncomingMessage, answer: ServerResponse, body: Buffer) {
  const headers: Record<string, string | string[] | undefined> = {
    ...asked.headers,
    'content-length': String(body.length),
  };
  delete headers['transfer-encoding'];
  const half = request(`${target}${asked.url}`, { method: asked.method ?? 'POST', headers });
  half.on('error', () => undefined);
  half.write(body.subarray(0, body.length / 2));
  await sleep(5);
  half.destroy();
  answer.destroy();
}

async function forward(target: string, asked: IncomingMessage, body: Buffer) {
  const headers = { ...asked.headers, 'content-length': String(body.length), connection: 'close' };
  delete (headers as Record<string, unknown>)['transfer-encoding'];
  const sent = request(`${target}${asked.url}`, { method: asked.method ?? 'POST', headers });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  const { 'transfer-encoding': _encoding, connection: _connection, ...rest } = answer.headers;
  return { status: answer.statusCode ?? 500, headers: rest, bytes: Buffer.concat(chunks) };
}

import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '@desirepath/store';
import { tempDir } from '@desirepath/testing';
import { afterAll, expect, test } from 'vitest';
import { readSites } from '../src/data-folder/sites-file.ts';
import { makeShop } from './make-shop.ts';
import { startCli } from './run-cli.ts';

const dir = tempDir('drain');
afterAll(() => dir.remove());

const CLIENTS = 8;

/** What a client saw of a request: an answer, none at all, or half of one. */
type Seen = { status: number } | 'no answer' | 'half an answer';

test('SIGTERM in the middle of everything: every answer is whole, and everything acknowledged is stored', async () => {
  const data = join(dir.path, 'data');
  makeShop(data);
  const key = readSites(data)?.sites[0]?.write_key ?? '';
  const server = startCli(['serve', '--data', data, '--port', '0', '--json']);
  const { collector: url } = JSON.parse(await server.firstLine);

  const acknowledged: string[] = [];
  const seen: Seen[] = [];
  let isOver = false;
  const clients = Array.from({ length: CLIENTS }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!isOver) {
      const ids = Array.from({ length: 10 }, () => randomUUID());
      const events = ids.map((id) => ({ id, name: 'page_view', time: Date.now() }));
      const what = await post(`${url}/v1/events`, agent, JSON.stringify({ key, visitor: 'v1', events }));
      seen.push(what);
      if (typeof what === 'object' && what.status === 200) acknowledged.push(...ids);
    }
    agent.destroy();
  });
  while (acknowledged.length < 1000) await sleep(10);
  server.child.kill('SIGTERM');
  const { code } = await server.ended;
  isOver = true;
  await Promise.all(clients);

  expect(code).toBe(0);
  expect(seen.filter((what) => what === 'half an answer')).toEqual([]);
  const statuses = new Set(seen.flatMap((what) => (typeof what === 'object' ? [what.status] : [])));
  for (const status of statuses) expect([200, 503]).toContain(status);
  const store = await openStore({ path: join(data, 'clickhouse') });
  const rows = await store.read<{ id: string }>({ text: 'SELECT toString(event_id) AS id FROM events', params: {} });
  await store.close();
  const stored = new Set(rows.map(({ id }) => id));
  expect(rows).toHaveLength(stored.size);
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
});

function post(url: string, agent: Agent, body: string): Promise<Seen> {
  return new Promise((resolve) => {
    const sent = request(url, { method: 'POST', agent }, (answer) => {
      answer.on('error', () => resolve('half an answer'));
      answer.on('end', () => resolve(answer.complete ? { status: answer.statusCode ?? 0 } : 'half an answer'));
      answer.resume();
    });
    sent.on('error', () => setTimeout(resolve, 5, 'no answer'));
    sent.end(body);
  });
}

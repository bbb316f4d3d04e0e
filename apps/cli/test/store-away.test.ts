import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore, type Store } from '@desirepath/store';
import { type ClickHouseServer, freePort, startClickHouse, tempDir } from '@desirepath/testing';
import { afterAll, expect, test } from 'vitest';
import { openDataFolder } from '../src/data-folder/open-data-folder.ts';
import { type CliProcess, startCli } from './run-cli.ts';

const dir = tempDir('store-away');
const servers: CliProcess[] = [];
let clickhouse: ClickHouseServer | undefined;
let store: Store | undefined;
function serve(env: Record<string, string>): CliProcess {
  const server = startCli(['serve', '--data', join(dir.path, 'data'), '--port', '0', '--json'], env);
  servers.push(server);
  return server;
}
afterAll(async () => {
  for (const { child } of servers) child.kill('SIGKILL');
  await store?.close();
  await clickhouse?.kill();
  dir.remove();
});

test('serve takes events while its ClickHouse server is away at the start, and stores them and answers when it comes', async () => {
  const folder = openDataFolder(join(dir.path, 'data'));
  folder.lock.release();
  const key = folder.sites[0]?.write_key;
  const ports = { http: await freePort(), tcp: await freePort() };
  const away = `http://127.0.0.1:${ports.http}`;
  const server = serve({ CLICKHOUSE_URL: away });
  const { collector: url } = JSON.parse(await server.firstLine);

  const id = randomUUID();
  const events = [{ id, name: 'page_view', time: Date.now() }];
  const sent = await fetch(`${url}/v1/events`, { method: 'POST', body: JSON.stringify({ key, visitor: 'v', events }) });
  expect(sent.status).toBe(200);
  const ask = () =>
    fetch(`${url}/api/v1/query`, {
      method: 'POST',
      body: '{"plan":"stages"}',
      headers: { authorization: `Bearer ${folder.tokens?.read}` },
    });
  const admin = { headers: { authorization: `Bearer ${folder.tokens?.admin}` } };
  const erase = () => fetch(`${url}/v1/erase`, { ...admin, method: 'POST', body: '{"visitor":"nobody"}' });
  for (const response of [await ask(), await fetch(`${url}/v1/doctor`, admin), await erase()]) {
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({
      type: 'urn:desirepath:problem:store_away',
      detail: expect.stringContaining('ClickHouse does not answer'),
    });
  }
  // It takes events, so nobody may take it out of service.
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'degraded', store: 'unreachable' }]);
  expect((await fetch(url)).status).toBe(200);
  await sleep(1500);

  clickhouse = await startClickHouse(join(dir.path, 'clickhouse'), ports);
  store = await openStore({ url: away });
  let rows: unknown[] = [];
  for (let tries = 0; rows.length === 0 && tries < 200; tries++) {
    await sleep(100);
    const text = 'SELECT toString(event_id) AS id, visitor_id FROM events';
    rows = await store.read({ text, params: {} }).catch(() => []);
  }
  expect(rows).toEqual([{ id, visitor_id: 'v' }]);
  const answer = await ask();
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ plan: 'stages' });
  expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ status: 'ready' });

  server.child.kill('SIGTERM');
  const { code, stderr } = await server.ended;
  expect(code).toBe(0);
  expect(stderr.split('\n').filter((line) => line.includes('does not answer'))).toEqual([
    `The ClickHouse server at ${away} does not answer (ECONNREFUSED); start it, or correct CLICKHOUSE_URL. Events are taken and kept meanwhile, and it is tried again.`,
  ]);
  expect(stderr.match(/ClickHouse is there/g)).toHaveLength(1);
});

test('a user that the server refuses ends the process, as only the operator can mend that', async () => {
  const server = serve({ CLICKHOUSE_URL: clickhouse?.url ?? '', CLICKHOUSE_USER: 'nobody' });
  const { code, stderr } = await server.ended;
  expect(code).toBe(1);
  expect(stderr).toContain('refuses the user "nobody"; check CLICKHOUSE_USER and CLICKHOUSE_PASSWORD');
});

import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Receipt } from '@desirepath/schema';
import { openSpool } from '@desirepath/spool';
import { openStore } from '@desirepath/store';
import { freePort, tempDir } from '@desirepath/testing';
import { afterEach, expect, test } from 'vitest';
import { readBatch } from '../src/ship/read-batch.ts';
import { SITES } from './open-collector.ts';

const EVENTS = 10_000;
const A_REQUEST = 20;
const SENDERS = 8;
const KILLS = 5;

const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
});

test(`${EVENTS} events over HTTP while the collector is killed ${KILLS} times: each is there once`, async () => {
  const folder = tempDir('kill');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/v1/events`;
  let child = await start(folder.path, port);
  const requests = Array.from({ length: EVENTS / A_REQUEST }, (_, i) => ({
    key: 'shop_write_key',
    visitor: `v${i % 97}`,
    events: Array.from({ length: A_REQUEST }, (_, k) => ({
      id: randomUUID(),
      name: 'page_view',
      time: Date.now(),
      seq: k,
    })),
  }));
  const ids = requests.flatMap(({ events }) => events.map(({ id }) => id));
  const queue = [...requests];
  let acknowledged = 0;
  let tries = 0;
  let next = EVENTS / (KILLS + 1);

  const killer = (async () => {
    for (let kills = 0; kills < KILLS; kills++) {
      while (acknowledged < next) await sleep(1);
      next += EVENTS / (KILLS + 1);
      // Somewhere in the middle of requests, writes and inserts.
      await sleep(Math.random() * 30);
      child.kill('SIGKILL');
      await once(child, 'exit');
      child = await start(folder.path, port);
    }
  })();
  const sending = Promise.all(
    Array.from({ length: SENDERS }, async () => {
      for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
        for (;;) {
          tries += 1;
          const answer = await post(url, request);
          if (answer === undefined) await sleep(20);
          else {
            expect(answer.counts.stored + answer.counts.duplicate).toBe(A_REQUEST);
            acknowledged += A_REQUEST;
            break;
          }
        }
      }
    }),
  );
  // A collector that cannot start again fails the test at once, while the senders would go on trying.
  await Promise.all([killer, sending]);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);

  const store = await openStore({ path: join(folder.path, 'clickhouse') });
  // Without FINAL: no row may be there twice even before ClickHouse merges.
  const rows = await store.read<{ id: string }>({ text: 'SELECT toString(event_id) AS id FROM events', params: {} });
  expect(rows).toHaveLength(EVENTS);
  expect(rows.map(({ id }) => id).sort()).toEqual([...ids].sort());
  const counted = await store.read<{ verdict: string; n: number }>({
    text: 'SELECT verdict, toFloat64(sum(count)) AS n FROM accounting GROUP BY verdict',
    params: {},
  });
  await store.close();
  const accounting = Object.fromEntries(counted.map(({ verdict, n }) => [verdict, n]));
  expect(accounting.stored).toBe(EVENTS);
  // What the tables say was received is what the spool took in.
  const sum = Object.values(accounting).reduce((a, b) => a + b, 0);
  expect(sum).toBe(await receivedBySpool(join(folder.path, 'spool'), join(folder.path, 'copy')));
  console.log(
    `kill -9: ${EVENTS} events, ${tries} requests, ${KILLS} kills, received ${sum}: ${JSON.stringify(accounting)}`,
  );
  folder.remove();
}, 180_000);

async function start(folder: string, port: number): Promise<ChildProcess> {
  const path = fileURLToPath(new URL('./crash-child.mjs', import.meta.url));
  const child = fork(path, [folder, String(port), JSON.stringify(SITES)], { execArgv: [] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The collector ended at its start with code ${code}.`);
    }),
  ]);
  return child;
}

/** The receipt, or undefined when none was heard. */
async function post(url: string, body: object): Promise<Receipt | undefined> {
  try {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    return response.status === 200 ? ((await response.json()) as Receipt) : undefined;
  } catch {
    return undefined;
  }
}

/** Events in all frames that were ever written, counted from a copy that has forgotten what was shipped. */
async function receivedBySpool(from: string, to: string): Promise<number> {
  // The sign of life of the collector that was killed is no file.
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('.sock') });
  rmSync(join(to, 'cursor'));
  for (const name of readdirSync(to)) {
    if (name.includes('.shipped-')) renameSync(join(to, name), join(to, name.replace(/\.shipped-\d+$/, '.log')));
  }
  const spool = await openSpool({ dir: to });
  let events = 0;
  for (let batch = await spool.claim(); batch !== undefined; batch = await spool.claim()) {
    const { rows, accounting } = await readBatch(batch);
    events += rows.length + accounting.reduce((sum, { count }) => sum + count, 0);
    await spool.acknowledge(batch);
  }
  await spool.close();
  return events;
}

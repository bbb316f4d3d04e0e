// ClickHouse is away for a while. A longer while: `pnpm bench outage --minutes 30`.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStore, type Store } from '@desirepath/store';
import { type ClickHouseServer, freePort, startClickHouse, tempDir } from '@desirepath/testing';
import { afterAll, expect, test } from 'vitest';
import { SITES } from '../open-collector.ts';

/** Events a second that a busy shop sends. */
const RATE = 5000;
/** How long ClickHouse is away, in seconds of that rate; the events are sent as fast as they are taken. */
const SECONDS = Number(process.env.DESIREPATH_OUTAGE_SECONDS ?? 10);
/** Where the figures are written to, for the bench. */
const REPORT = process.env.DESIREPATH_OUTAGE_REPORT;
const A_REQUEST = 100;
const SENDERS = 4;
const CORES = 2;

const root = tempDir('outage');
let server: ClickHouseServer | undefined;
let store: Store | undefined;
let stop: () => Promise<unknown> = async () => {};
afterAll(async () => {
  await stop();
  await store?.close();
  await server?.kill();
  root.remove();
});

test(
  `${SECONDS} s of ${RATE} events a second without ClickHouse: all are taken, and caught up with, the oldest first, in little memory`,
  async () => {
    const ports = { http: await freePort(), tcp: await freePort() };
    const start = () => startClickHouse(join(root.path, 'clickhouse'), ports);
    server = await start();
    const open = await openStore({ url: server.url });
    store = open;
    await open.migrate();
    const collector = await startCollector(server.url);
    stop = collector.end;
    const count = async () => {
      const [row] = await open.read<{ rows: number; last: number }>({
        text: "SELECT toFloat64(count()) AS rows, max(nums['n']) AS last FROM events",
        params: {},
      });
      return row ?? { rows: 0, last: 0 };
    };
    const idle = await collector.look();
    await send(collector.port, 0, 2000);
    while ((await count()).rows < 2000) await sleep(50);

    const total = RATE * SECONDS;
    const end = 2000 + total;
    await server.kill();
    const begun = performance.now();
    const statuses = await send(collector.port, 2000, end);
    const sending = (performance.now() - begun) / 1000;
    const away = await collector.look();

    server = await start();
    const cpuOf = () => cpuSeconds(server?.process.pid) + cpuSeconds(collector.pid);
    const [back, cpuBefore] = [performance.now(), cpuOf()];
    let ahead = 0;
    for (let seen = 2000; seen < end; ) {
      const { rows, last } = await count();
      seen = rows;
      // What is visible is a beginning of what was sent, but for requests that were under way together.
      ahead = Math.max(ahead, last + 1 - rows);
      await sleep(300);
    }
    const catchUp = (performance.now() - back) / 1000;
    const catchUpCpu = cpuOf() - cpuBefore;
    const after = await collector.look();
    const figures = {
      events: total,
      statuses: Object.fromEntries(statuses),
      sending_s: sending,
      catch_up_s: catchUp,
      catch_up_cpu_s: catchUpCpu,
      times_real_time: SECONDS / catchUp,
      pending_frames: away.pending,
      idle_mib: idle.rss,
      away_mib: away.rss,
      peak_mib: after.peak,
      ahead,
    };
    console.log(
      `outage: ${total} events taken in ${sending.toFixed(1)} s without ClickHouse, caught up with in ${catchUp.toFixed(1)} s ` +
        `(${figures.times_real_time.toFixed(1)} times real time, ${catchUpCpu.toFixed(1)} CPU-s with ClickHouse); the collector has ${idle.rss.toFixed(0)} MiB at first, ${away.rss.toFixed(0)} MiB then, ${after.peak.toFixed(0)} MiB at most`,
    );
    if (REPORT !== undefined) writeFileSync(REPORT, `${JSON.stringify(figures, null, 2)}\n`);
    expect([...statuses.keys()]).toEqual([200]);
    expect((await count()).rows).toBe(end);
    expect(ahead).toBeLessThanOrEqual(SENDERS * A_REQUEST);
    // Beyond what it has before the first event; no ClickHouse is inside it.
    expect(after.peak - idle.rss).toBeLessThan(200);
    // Five times real time on two cores, counted by what it takes of them, as other things run meanwhile.
    expect(catchUpCpu).toBeLessThan((SECONDS / 5) * CORES);
  },
  120_000 + SECONDS * 3000,
);

async function startCollector(url: string) {
  const path = fileURLToPath(new URL('./outage-child.mjs', import.meta.url));
  const child = fork(path, [join(root.path, 'spool'), JSON.stringify(SITES), url]);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    port,
    pid: child.pid,
    async look(): Promise<{ rss: number; peak: number; pending: number }> {
      child.send('look');
      const [figures] = await once(child, 'message');
      return figures;
    },
    async end() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** User and system time of a process so far, in seconds. */
function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Sends the events from one number to another; returns how often each status was answered. */
async function send(port: number, from: number, to: number): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  let next = from;
  const sendOn = async () => {
    while (next < to) {
      const first = next;
      next += A_REQUEST;
      const response = await fetch(`http://127.0.0.1:${port}/v1/events`, { method: 'POST', body: body(first) });
      await response.arrayBuffer();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sendOn));
  return statuses;
}

function body(first: number): string {
  const events = Array.from({ length: A_REQUEST }, (_, i) => ({
    id: `0190f3c2-7b5e-7c1d-8000-${(first + i).toString(16).padStart(12, '0')}`,
    name: 'page_view',
    time: Date.now(),
    seq: i,
    visitor: `v${(first + i) % 5000}`,
    params: { n: first + i, product: 'LAMP-7', category: 'Lighting' },
  }));
  const page = {
    url: 'https://shop.example/lamps?utm_source=mail',
    title: 'Lamps',
    referrer: 'https://search.example/',
  };
  return JSON.stringify({ key: 'shop_write_key', page, events });
}

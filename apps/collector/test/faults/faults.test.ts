// Everything between a request and a visible row fails at random, and every acknowledged event is there, once.
// More of it: `pnpm bench faults --schedules 200`.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore, type Store } from '@desirepath/store';
import { type ClickHouseServer, freePort, startClickHouse, tempDir } from '@desirepath/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seeded } from './random.ts';
import { type Run, runSchedule, type ScheduleReport } from './run-schedule.ts';

const SCHEDULES = Number(process.env.DESIREPATH_FAULT_SCHEDULES ?? 16);
const FIRST_SEED = Number(process.env.DESIREPATH_FAULT_SEED ?? 1);
/** Schedules that run at once, on the same ClickHouse. */
const AT_ONCE = 4;

const root = tempDir('faults');
let ports: { http: number; tcp: number };
let server: ClickHouseServer;
let store: Store;

const start = () => startClickHouse(join(root.path, 'clickhouse'), ports);
const run = (text: string) => fetch(`${server.url}/?database=desirepath`, { method: 'POST', body: text });

beforeAll(async () => {
  ports = { http: await freePort(), tcp: await freePort() };
  server = await start();
  store = await openStore({ url: server.url });
  await store.migrate();
  for (const text of [
    'CREATE TABLE fault_totals (site String, n UInt64) ENGINE = SummingMergeTree ORDER BY site SETTINGS non_replicated_deduplication_window = 10000',
    'CREATE MATERIALIZED VIEW events_to_fault_totals TO fault_totals AS SELECT site, count() AS n FROM events GROUP BY site',
  ]) {
    const response = await run(text);
    if (!response.ok) throw new Error(await response.text());
  }
});
afterAll(async () => {
  await store?.close();
  await server?.kill();
  root.remove();
});

test(
  `${SCHEDULES} seeded schedules of kills and faults: every acknowledged event is visible once, and the views hold what a recount gives`,
  async () => {
    const reports: ScheduleReport[] = [];
    let kills = 0;
    let views = 0;
    for (let first = 0; first < SCHEDULES; first += AT_ONCE) {
      const random = seeded(FIRST_SEED * 7919 + first);
      let running = true;
      const weather = (async () => {
        for (; running; ) {
          await sleep(100 + 900 * random());
          if (!running) break;
          if (random() < 0.5) {
            await server.kill();
            kills += 1;
            await sleep(300 * random());
            server = await start();
          } else {
            views += 1;
            await run(
              "CREATE MATERIALIZED VIEW failing_view TO fault_totals AS SELECT site, toUInt64(throwIf(site != '')) AS n FROM events",
            );
            await sleep(300 * random());
            await run('DROP VIEW IF EXISTS failing_view SYNC');
          }
        }
      })();
      const runs: Run[] = await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, SCHEDULES - first) }, (_, i) =>
          runSchedule(FIRST_SEED + first + i, root.path, server.url),
        ),
      );
      running = false;
      await weather;
      reports.push(...(await Promise.all(runs.map((one) => one.settle(store)))));
    }
    const sum = (of: (report: ScheduleReport) => number) => reports.reduce((total, report) => total + of(report), 0);
    const [lost, twice] = [sum((one) => one.lost), sum((one) => one.twice)];
    console.log(
      `faults: ${reports.length} schedules from seed ${FIRST_SEED}, ${sum((one) => one.acknowledged)} acknowledged, ` +
        `${sum((one) => one.faults)} faults, ${sum((one) => one.kills)} collectors and ${kills} servers killed, ` +
        `${views} failing views: ${lost} lost, ${twice} twice`,
    );
    expect(reports.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(reports.filter((one) => one.lost > 0 || one.twice > 0).map(({ seed }) => seed)).toEqual([]);
    expect(sum((one) => one.faults)).toBeGreaterThan(SCHEDULES);
  },
  60_000 + SCHEDULES * 15_000,
);

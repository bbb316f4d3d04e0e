// Everything between a request and a visible row fails at random, and every acknowledged event is there, once.
// More of it: `pnpm bench faults --schedules 10000`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Receipt } from '@desirepath/schema';
import { openStore, type Store } from '@desirepath/store';
import { tempDir } from '@desirepath/testing';
import { SeededRandom } from '@desirepath/testing/disk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { envelope, event, LOCAL, openCollector } from '../open-collector.ts';
import { byDeadline, type Doing } from './deadline.ts';
import { runKilledSchedule } from './killed-schedule.ts';
import { MUTATIONS } from './mutations.ts';
import type { Run, ScheduleReport } from './schedule.ts';
import { runSimulatedSchedule } from './simulated-schedule.ts';
import { WatchedClickHouse } from './watched-clickhouse.ts';

const SCHEDULES = Number(process.env.DESIREPATH_FAULT_SCHEDULES ?? 200);
const FIRST_SEED = Number(process.env.DESIREPATH_FAULT_SEED ?? 1);
/** Where the sums are written to, for the bench. */
const REPORT = process.env.DESIREPATH_FAULT_REPORT;
/** Schedules that run at once, on the same ClickHouse. */
const AT_ONCE = 20;
/** One schedule of so many has a real file system and a collector that is killed for real. */
const ONE_REAL_OF = 40;
/** Those that run at once come to rest in some ten seconds; on a machine that is busy with other things in a minute. */
const DEADLINE_MS = 300_000;

const root = tempDir('faults');
let server: WatchedClickHouse;
let store: Store;

async function run(text: string): Promise<void> {
  const response = await fetch(`${server.url}/?database=desirepath`, {
    method: 'POST',
    body: text,
    signal: AbortSignal.timeout(60_000),
  });
  if (!response.ok) throw new Error(await response.text());
}

beforeAll(async () => {
  server = await WatchedClickHouse.start(join(root.path, 'clickhouse'));
  store = await openStore({ url: server.url });
  await store.migrate();
  await run(
    'CREATE TABLE fault_totals (site String, n UInt64) ENGINE = SummingMergeTree ORDER BY site SETTINGS non_replicated_deduplication_window = 10000',
  );
  await run(
    'CREATE MATERIALIZED VIEW events_to_fault_totals TO fault_totals AS SELECT site, count() AS n FROM events GROUP BY site',
  );
});
afterAll(async () => {
  await store?.close();
  await server?.kill();
  root.remove();
});

/** How a view fails: by itself, or by what is in the rows. */
const FAILING = ["toUInt64(throwIf(site != ''))", "toUInt64(toUInt32(concat('two', event_id::String)))"] as const;

/** What happens to ClickHouse itself: it is killed, or a view of it fails. */
async function weather(random: SeededRandom, happened: { kills: number; views: number }): Promise<void> {
  await sleep(400 * random.next());
  if (random.chance(0.5)) {
    happened.kills += 1;
    await server.kill();
    await sleep(100 * random.next());
    await server.start();
  } else {
    happened.views += 1;
    const fails = random.pick(FAILING);
    await run(`CREATE MATERIALIZED VIEW failing_view TO fault_totals AS SELECT site, ${fails} AS n FROM events`);
    await sleep(200 * random.next());
    await run('DROP VIEW IF EXISTS failing_view SYNC');
  }
}

test(
  `${SCHEDULES} seeded schedules of kills, power cuts and faults: every acknowledged event is visible once, and the views hold what a recount gives`,
  async () => {
    const reports: ScheduleReport[] = [];
    const happened = { kills: 0, views: 0 };
    for (let first = 0; first < SCHEDULES; first += AT_ONCE) {
      const runs: Promise<Run>[] = [];
      const doing: Doing = new Map();
      for (let i = first; i < Math.min(first + AT_ONCE, SCHEDULES); i++) {
        const seed = FIRST_SEED + i;
        runs.push(
          seed % ONE_REAL_OF === 0
            ? runKilledSchedule(seed, root.path, server.url, doing)
            : runSimulatedSchedule(seed, server.url, doing),
        );
      }
      // Every third group sees ClickHouse itself fail.
      const isRough = (first / AT_ONCE) % 3 === 0;
      const group = async () => {
        const [ended] = await Promise.all([
          Promise.all(runs),
          isRough ? weather(new SeededRandom(FIRST_SEED * 7919 + first), happened) : undefined,
        ]);
        return Promise.all(ended.map((one) => one.settle(store)));
      };
      reports.push(...(await byDeadline(DEADLINE_MS, group(), doing)));
    }
    const sum = (of: (report: ScheduleReport) => number) => reports.reduce((total, report) => total + of(report), 0);
    const total = {
      schedules: reports.length,
      acknowledged: sum((one) => one.acknowledged),
      faults: sum((one) => one.faults),
      collectors_killed: sum((one) => one.kills),
      servers_killed: happened.kills,
      failing_views: happened.views,
      lost: sum((one) => one.lost),
      duplicated: sum((one) => one.twice),
      wrong: reports.flatMap(({ seed, wrong }) => wrong.map((what) => `seed ${seed}: ${what}`)),
    };
    console.log(
      `faults: ${total.schedules} schedules from seed ${FIRST_SEED}, ${total.acknowledged} acknowledged, ${total.faults} faults, ` +
        `${total.collectors_killed} collectors and ${total.servers_killed} servers killed, ${total.failing_views} failing views: ` +
        `${total.lost} lost, ${total.duplicated} duplicated`,
    );
    for (const crash of server.crashes) console.log(`faults: ClickHouse ended by itself with ${crash}`);
    if (REPORT !== undefined) writeFileSync(REPORT, JSON.stringify(total));
    expect(total).toMatchObject({ lost: 0, duplicated: 0, wrong: [] });
    // They must be worth something.
    expect(total.faults).toBeGreaterThan(SCHEDULES / 2);
  },
  60_000 + SCHEDULES * 5000,
);

test.each(Object.entries(MUTATIONS))(
  'they would notice a collector that %s',
  async (name, mutation) => {
    const seeds = Array.from({ length: 6 }, (_, i) => 1_000_000 + i);
    const runs = await Promise.all(seeds.map((seed) => runSimulatedSchedule(seed, server.url, new Map(), mutation)));
    const reports = await Promise.all(runs.map((one) => one.settle(store)));
    const noticed = reports.filter(({ lost, twice, wrong }) => lost + twice + wrong.length > 0);
    console.log(`mutation: a collector that ${name} is noticed by ${noticed.length} of ${seeds.length} schedules`);
    expect(noticed.length).toBeGreaterThan(0);
  },
  300_000,
);

test('a row that ClickHouse does not take is among the rejects within a second, and its neighbours land', async () => {
  const { collector, spool, send } = await openCollector({ folder: join(root.path, 'poison'), store });
  const take = async (names: string[]) => {
    const response = await send(envelope(names.map((name) => event({ name }))));
    expect(((await response.json()) as Receipt).counts.stored).toBe(names.length);
    const begun = performance.now();
    await collector.drain();
    return performance.now() - begun;
  };
  const good = Array.from({ length: 499 }, () => 'page_view');
  const plain = await take(good);
  await run("ALTER TABLE events ADD CONSTRAINT no_poison CHECK name != 'poison'");
  const took = await take([...good.slice(0, 333), 'poison', ...good.slice(333)]);
  await run('ALTER TABLE events DROP CONSTRAINT no_poison');
  const [found] = await store.read<{ landed: number; rejected: number }>({
    text: `SELECT (SELECT toFloat64(count()) FROM events WHERE site = 'shop') AS landed,
      (SELECT toFloat64(count()) FROM rejects WHERE reason = 'refused_by_store' AND position(detail, 'no_poison') > 0) AS rejected`,
    params: {},
  });
  expect(found).toEqual({ landed: 2 * 499, rejected: 1 });
  console.log(
    `poison: 1 of 500 rows is found after ${took.toFixed(0)} ms, a batch without one takes ${plain.toFixed(0)} ms`,
  );
  // A second, or on a machine that is busy with other things what the inserts of all the parts take there.
  expect(took).toBeLessThan(Math.max(1000, 8 * plain));
  await collector.close();
  await spool.close();
});

test('a view that fails on what is in a row holds the batch up until it is mended, and no event is taken for another than it is', async () => {
  const limits = { shipEveryMs: 5 };
  const { collector, spool, send } = await openCollector({ folder: join(root.path, 'view'), store, limits });
  const at = { site: 'other', key: 'other_write_key', origin: 'https://other.example' };
  const names = ['two', '3', ': while pushing to view desirepath.quantities. ', '4'];
  await run(
    'CREATE TABLE quantities (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100',
  );
  await run(
    "CREATE MATERIALIZED VIEW events_to_quantities TO quantities AS SELECT toUInt32(props['qty']) AS n FROM events WHERE site = 'other'",
  );
  const events = names.map((qty) => event({ params: { qty } }));
  const response = await send({ ...envelope(events), key: at.key }, { origin: at.origin });
  expect(((await response.json()) as Receipt).counts.stored).toBe(4);
  collector.start();
  const metrics = async () => (await collector.app.request('/metrics', {}, LOCAL)).text();
  while (!/desirepath_insert_failures_total [3-9]/.test(await metrics())) await sleep(20);
  expect(spool.status().pending.frames).toBe(1);
  await run('DROP VIEW events_to_quantities SYNC');
  await run(
    "CREATE MATERIALIZED VIEW events_to_quantities TO quantities AS SELECT toUInt32OrZero(props['qty']) AS n FROM events WHERE site = 'other'",
  );
  await collector.drain();
  await run('DROP VIEW events_to_quantities SYNC');
  expect(await accountOf(at.site)).toEqual([4, 4, 4, 4]);
  const quantities = await store.read({ text: 'SELECT toFloat64(n) AS n FROM quantities ORDER BY n', params: {} });
  expect(quantities).toEqual([{ n: 0 }, { n: 0 }, { n: 3 }, { n: 4 }]);

  // Nor is a row that the table itself does not take held for a view's, whatever is written in it.
  await run("ALTER TABLE events ADD CONSTRAINT no_poison CHECK NOT startsWith(props['qty'], ': while')");
  const liar = event({ params: { qty: names[2] } });
  await send({ ...envelope([liar, event()]), key: at.key }, { origin: at.origin });
  await collector.drain();
  await run('ALTER TABLE events DROP CONSTRAINT no_poison');
  expect(await accountOf(at.site)).toEqual([6, 6, 5, 5]);
  await collector.close();
  await spool.close();
});

/** Of a site: events received, with a verdict, stored by the account, and in the table. */
async function accountOf(site: string): Promise<number[]> {
  const [row] = await store.read<{ counts: number[] }>({
    text: `SELECT [toFloat64(sum(accounting.received)), toFloat64(sum(count)), toFloat64(sumIf(count, verdict = 'stored')),
        toFloat64((SELECT count() FROM events WHERE site = {site:String}))] AS counts
      FROM accounting WHERE site = {site:String}`,
    params: { site },
  });
  return row?.counts ?? [];
}

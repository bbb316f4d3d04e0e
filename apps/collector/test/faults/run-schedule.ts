import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Receipt, Site } from '@desirepath/schema';
import type { Store } from '@desirepath/store';
import { freePort } from '@desirepath/testing';
import { SITES } from '../open-collector.ts';
import { FAULTS, startFaultProxy } from './fault-proxy.ts';
import { seeded } from './random.ts';

/** How one schedule went; lost, twice and wrong must be 0. */
export interface ScheduleReport {
  seed: number;
  acknowledged: number;
  kills: number;
  faults: number;
  lost: number;
  twice: number;
  /** View totals and accounts that are not what a recount gives, a sentence each. */
  wrong: string[];
}

/** A schedule whose sender is done. */
export interface Run {
  /** Ends the faults, lets everything be shipped, and compares. ClickHouse must be there. */
  settle(store: Store): Promise<ScheduleReport>;
}

const REQUESTS = 25;
const A_REQUEST = 12;
const SENDERS = 3;
const KILLS = 2;

/**
 * One life of a site: a collector that is killed at random takes events while everything between it and ClickHouse fails now and then.
 * At the end the faults are over, and what is in ClickHouse is compared with what was acknowledged.
 */
export async function runSchedule(seed: number, folder: string, target: string): Promise<Run> {
  const random = seeded(seed);
  const site = `s${seed}`;
  const key = `key_of_site_${seed}`;
  let failing = true;
  // Each schedule has its own weather.
  const share = 0.1 + 0.5 * random();
  const proxy = await startFaultProxy(target, () =>
    failing && random() < share ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined,
  );
  const port = await freePort();
  const sites = SITES.slice(0, 1).map((one) => ({ ...one, id: site, write_key: key }));
  const collector = new Child(join(folder, site), port, sites, proxy.url);
  await collector.start();

  const sent: string[] = [];
  const queue = Array.from({ length: REQUESTS }, (_, i) => ({
    key,
    visitor: `v${i % 5}`,
    ...(i % 3 === 0 ? { user_id: `u${i % 4}` } : {}),
    events: Array.from({ length: A_REQUEST }, (_, seq) => ({
      id: randomUUID(),
      name: 'page_view',
      time: Date.now(),
      seq,
    })),
  }));
  let acknowledged = 0;
  const killer = (async () => {
    for (let kill = 1; kill <= KILLS; kill++) {
      while (acknowledged < (kill * REQUESTS) / (KILLS + 1)) await sleep(2);
      await sleep(60 * random());
      await collector.kill();
      await collector.start();
    }
  })();
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      for (let body = queue.shift(); body !== undefined; body = queue.shift()) {
        // Now and then an acknowledged request comes again.
        const times = random() < 0.1 ? 2 : 1;
        for (let done = 0; done < times; ) {
          if (await post(port, body)) done += 1;
          else await sleep(10);
        }
        sent.push(...body.events.map(({ id }) => id));
        acknowledged += 1;
      }
    }),
  );
  await killer;
  return {
    async settle(store) {
      failing = false;
      await collector.end();
      await proxy.close();
      const faults = [...proxy.happened.values()].reduce((sum, n) => sum + n, 0);
      return { seed, acknowledged: sent.length, kills: KILLS, faults, ...(await recount(store, site, sent)) };
    },
  };
}

/** Compares ClickHouse with what was acknowledged. */
async function recount(store: Store, site: string, sent: readonly string[]) {
  const read = <Row>(text: string) => store.read<Row>({ text, params: { site } });
  // Without FINAL: no row may be there twice even before ClickHouse merges.
  const rows = await read<{ id: string }>('SELECT toString(event_id) AS id FROM events WHERE site = {site:String}');
  const visible = new Set(rows.map(({ id }) => id));
  const [sums] = await read<Record<string, number>>(TOTALS);
  const { events = 0, ...totals } = sums ?? {};
  return {
    lost: sent.filter((id) => !visible.has(id)).length,
    twice: rows.length - visible.size,
    wrong: Object.entries(totals)
      .filter(([, n]) => n !== 0)
      .map(([what, n]) => `${site}: ${what} is off by ${n} of ${events} events.`),
  };
}

const one = (select: string) => `(${select})`;
/** Everything derived from the events, less a recount of it: all zero. */
const TOTALS = `SELECT
  toFloat64(${one('SELECT count() FROM events WHERE site = {site:String}')}) AS events,
  toFloat64(${one('SELECT sum(n) FROM fault_totals WHERE site = {site:String}')}) - events AS view_total,
  toFloat64(${one("SELECT sum(count) FROM accounting WHERE site = {site:String} AND verdict = 'stored'")}) - events AS stored,
  toFloat64(${one('SELECT sum(received) FROM accounting WHERE site = {site:String}')})
    - toFloat64(${one('SELECT sum(count) FROM accounting WHERE site = {site:String}')}) AS received,
  toFloat64(${one('SELECT count() FROM dirty WHERE site = {site:String}')})
    - toFloat64(${one('SELECT uniqExact(visitor_id, frame) FROM events WHERE site = {site:String}')}) AS dirty,
  toFloat64(${one('SELECT uniqExact(visitor_id, user_id) FROM links WHERE site = {site:String}')})
    - toFloat64(${one("SELECT uniqExact(visitor_id, user_id) FROM events WHERE site = {site:String} AND user_id != ''")}) AS links`;

class Child {
  readonly #args: string[];
  #process: ChildProcess | undefined;

  constructor(folder: string, port: number, sites: readonly Site[], url: string) {
    this.#args = [folder, String(port), JSON.stringify(sites), url];
  }

  async start(): Promise<void> {
    const path = fileURLToPath(new URL('./fault-child.mjs', import.meta.url));
    const child = fork(path, this.#args, { execArgv: [] });
    this.#process = child;
    await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code, signal]) => {
        throw new Error(`The collector ended at its start with ${code ?? signal}.`);
      }),
    ]);
  }

  async kill(): Promise<void> {
    this.#process?.kill('SIGKILL');
    if (this.#process !== undefined) await once(this.#process, 'exit');
  }

  /** Lets it ship everything; it must end by itself. */
  async end(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`The collector ended with code ${code}.`);
  }
}

async function post(port: number, body: object): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/v1/events`, { method: 'POST', body: JSON.stringify(body) });
    if (response.status !== 200) return false;
    const { counts } = (await response.json()) as Receipt;
    return counts.stored + counts.duplicate === A_REQUEST;
  } catch {
    return false;
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Site } from '@desirepath/schema';
import { freePort } from '@desirepath/testing';
import { SeededRandom } from '@desirepath/testing/disk';
import { SITES } from '../open-collector.ts';
import type { Doing } from './deadline.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { recount } from './recount.ts';
import type { Run } from './schedule.ts';
import { Shoppers } from './shoppers.ts';

const REQUESTS = 30;
const KILLS = 2;

/**
 * Some lives of a collector in a process of its own, on the real file system: it is killed with SIGKILL at random while everything
 * between it and ClickHouse fails now and then.
 */
export async function runKilledSchedule(seed: number, folder: string, target: string, doing: Doing): Promise<Run> {
  doing.set(seed, 'begins');
  const random = new SeededRandom(seed);
  const site = `s${seed}`;
  const key = `key_of_site_${seed}`;
  const proxy = await startFaultProxy(target, random);
  proxy.share = 0.4 * random.next();
  const port = await freePort();
  const sites = SITES.slice(0, 1).map((one) => ({ ...one, id: site, write_key: key }));
  const collector = new Child(join(folder, site), port, sites, proxy.url);
  await collector.start();

  const shoppers = new Shoppers(key, REQUESTS, random);
  const killing = async () => {
    for (let kill = 1; kill <= KILLS; kill++) {
      doing.set(seed, `lives life ${kill}`);
      while (shoppers.done < kill / (KILLS + 1)) await sleep(2);
      await sleep(60 * random.next());
      doing.set(seed, `ends life ${kill}`);
      await collector.kill();
      await collector.start();
    }
    doing.set(seed, 'lives the last life');
  };
  const sending = shoppers.send((body, headers) =>
    fetch(`http://127.0.0.1:${port}/v1/events`, { method: 'POST', body, headers }),
  );
  // Who cannot start again fails at once, while the shoppers would go on trying.
  await Promise.all([killing(), sending]);
  doing.delete(seed);
  return {
    async settle(store) {
      proxy.share = 0;
      doing.set(seed, 'ships the rest');
      await collector.end();
      await proxy.close();
      const { acknowledged } = shoppers;
      doing.set(seed, 'is counted');
      const found = await recount(store, site, acknowledged);
      doing.delete(seed);
      return { seed, acknowledged: acknowledged.length, kills: KILLS, faults: proxy.happened, ...found };
    },
  };
}

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
    const child = this.#process;
    if (child === undefined) return;
    if (child.exitCode !== null) throw new Error(`The collector ended by itself with ${child.exitCode}.`);
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Lets it ship everything; it must end by itself. */
  async end(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    child.kill('SIGTERM');
    const code = child.exitCode ?? (await once(child, 'exit'))[0];
    if (code !== 0) throw new Error(`The collector ended with code ${code}.`);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Site } from '@desirepath/schema';
import { openSpool, type Spool, type SpoolFiles } from '@desirepath/spool';
import { openStore, type Store } from '@desirepath/store';
import { type DiskFaults, NO_FAULTS, SeededRandom, SimulatedDisk } from '@desirepath/testing/disk';
import { type Collector, createCollector } from '../../src/index.ts';
import { SITES } from '../open-collector.ts';
import type { Doing } from './deadline.ts';
import { type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { recount } from './recount.ts';
import type { Run } from './schedule.ts';
import { Shoppers } from './shoppers.ts';

/** Makes a part of the collector worse than it may be, to see that it is noticed. */
export interface Mutation {
  disk?: Partial<DiskFaults>;
  files?: (files: SpoolFiles) => SpoolFiles;
  store?: (store: Store) => Store;
  /** What happens on the way to ClickHouse; by default everything. */
  faults?: readonly [Fault, ...Fault[]];
}

const REQUESTS = 18;
/** A life in which the end does not come at a call of the spool ends after this, ms. */
const LIFE_MS = 300;

/** A collector that lives. */
interface Life {
  collector: Collector;
  spool: Spool;
  store: Store;
  proxy: FaultProxy;
}

/**
 * Some lives of a collector in this process, on a simulated disk: each ends, by a kill or a power cut, at some call of the
 * spool, and until then the disk and everything between the collector and the real ClickHouse fail now and then.
 */
export async function runSimulatedSchedule(
  seed: number,
  target: string,
  doing: Doing,
  mutation: Mutation = {},
): Promise<Run> {
  const random = new SeededRandom(seed);
  const site = `s${seed}`;
  const key = `key_of_site_${seed}`;
  const sites = SITES.slice(0, 1).map((one) => ({ ...one, id: site, write_key: key }));
  const disk = new SimulatedDisk(random);
  const shoppers = new Shoppers(key, REQUESTS, random);
  const lives = random.int(2, 4);
  let faults = 0;

  for (let no = 1; no < lives; no++) {
    doing.set(seed, `begins life ${no}`);
    const proxy = await startFaultProxy(target, random, mutation.faults);
    proxy.share = random.chance(0.2) ? 0 : 0.5 * random.next();
    disk.faults = { ...someFaults(random, disk.used), ...mutation.disk };
    let isOver = false;
    const ended = new Promise<void>((resolve) => {
      disk.onEnd = () => {
        isOver = true;
        resolve();
      };
    });
    const files = disk.files();
    disk.next = { call: random.int(1, 150), fault: random.chance(0.6) ? 'power' : 'kill' };
    const life = await begin(() => isOver, { files, proxy, sites, random, mutation });
    if (life !== undefined) {
      const { app } = life.collector;
      life.collector.start();
      doing.set(seed, `lives life ${no}`);
      const sending = shoppers.send(
        async (body, headers) => app.request('/v1/events', { method: 'POST', body, headers }),
        () => isOver || shoppers.done >= no / lives,
      );
      // On a busy machine a life is as long as it takes for something to happen in it.
      await Promise.race([ended, Promise.all([sending, sleep(LIFE_MS)]), sleep(10 * LIFE_MS)]);
      if (!isOver) disk.onEnd();
      if (random.chance(0.5)) disk.powerCut();
      else disk.kill();
      await proxy.close();
      doing.set(seed, `ends the requests of life ${no}`);
      await sending;
      doing.set(seed, `ends life ${no}`);
      await end(life);
    }
    await proxy.close();
    faults += proxy.happened;
  }
  doing.delete(seed);

  return {
    async settle(store) {
      doing.set(seed, 'begins the last life');
      disk.faults = { ...NO_FAULTS, ...mutation.disk };
      const proxy = await startFaultProxy(target, random);
      const life = await begin(() => false, { files: disk.files(), proxy, sites, random, mutation });
      if (life === undefined) throw new Error('The last life did not begin.');
      const { app } = life.collector;
      doing.set(seed, 'sends the rest');
      await shoppers.send(async (body, headers) => app.request('/v1/events', { method: 'POST', body, headers }));
      doing.set(seed, 'ships the rest');
      await life.collector.drain();
      await end(life);
      await proxy.close();
      doing.set(seed, 'is counted');
      const { acknowledged } = shoppers;
      const found = await recount(store, site, acknowledged);
      doing.delete(seed);
      return { seed, acknowledged: acknowledged.length, kills: lives - 1, faults, ...found };
    },
  };
}

interface Circumstances {
  files: SpoolFiles;
  proxy: FaultProxy;
  sites: Site[];
  random: SeededRandom;
  mutation: Mutation;
}

/** Starts a collector, as often as it takes; undefined when its end came first. */
async function begin(
  isOver: () => boolean,
  { files, proxy, sites, random, mutation }: Circumstances,
): Promise<Life | undefined> {
  const same = <T>(one: T) => one;
  let spool: Spool | undefined;
  let store: Store | undefined;
  while (!isOver()) {
    try {
      spool ??= await openSpool({
        dir: '/spool',
        files: (mutation.files ?? same)(files),
        segmentBytes: random.int(2000, 60_000),
        keepMs: random.chance(0.5) ? 0 : 6 * 3_600_000,
      });
      store ??= (mutation.store ?? same)(await openStore({ url: proxy.url }));
      const limits = { shipEveryMs: random.int(10, 60), shipBytes: random.int(500, 30_000), addressRate: 0 };
      return { collector: createCollector({ sites, spool, store, limits }), spool, store, proxy };
    } catch {
      await sleep(3);
    }
  }
  await store?.close();
  return undefined;
}

/** Puts away what is left of a collector whose process is over. */
async function end({ collector, spool, store }: Life): Promise<void> {
  await collector.close(0);
  await spool.close().catch(() => undefined);
  await store.close();
}

function someFaults(random: SeededRandom, used: number): DiskFaults {
  if (random.chance(0.5)) return NO_FAULTS;
  return {
    ...NO_FAULTS,
    eio: random.chance(0.4) ? 0.03 : 0,
    emfile: random.chance(0.3) ? 0.2 : 0,
    datasync: random.chance(0.4) ? 0.1 : 0,
    capacity: random.chance(0.4) ? used + random.int(0, 40_000) : NO_FAULTS.capacity,
  };
}

// Mutated bodies of every dialect. More of them: `pnpm bench fuzz --bodies 10000000`.
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { EventRow } from '@desirepath/schema';
import { openStore, type Store } from '@desirepath/store';
import { tempDir } from '@desirepath/testing';
import { SeededRandom } from '@desirepath/testing/disk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanEvent } from '../../src/intake/clean-event.ts';
import { CHROME, NOW, type Opened, openCollector, SITES } from '../open-collector.ts';
import { corpus, requestOf } from './corpus.ts';
import { fuzzBodies } from './fuzz-bodies.ts';
import { BodyMutator } from './mutate-body.ts';
import { readBodyText } from './read-body-text.ts';

const BODIES = Number(process.env.DESIREPATH_FUZZ_BODIES ?? 100_000);
const SEED = Number(process.env.DESIREPATH_FUZZ_SEED ?? 1);
/** Where the figures are written to, for the bench. */
const REPORT = process.env.DESIREPATH_FUZZ_REPORT;
const REQUESTS = 2000;
/** What a leak of one byte a body would come to in the bench, and what a heap breathes. */
const HEAP_GROWTH = 10 * 1024 * 1024;

const root = tempDir('fuzz');
const sites = [SITES[0], SITES[1]].map((site) => {
  if (site === undefined) throw new Error('There are no two sites.');
  return { ...site, origins: ['https://shop.example'] };
});
let store: Store;
let opened: Opened;

beforeAll(async () => {
  store = await openStore({ path: join(root.path, 'clickhouse') });
  await store.migrate();
  opened = await openCollector({ folder: root.path, store, sites, limits: { addressRate: 0, keyRate: 0 } });
});
afterAll(async () => {
  await opened.collector.close();
  await opened.spool.close();
  await store.close();
  root.remove();
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

test(
  `${BODIES} bodies: none throws, none changes what another site sends, no row poisons its batch, and the heap stays flat`,
  async () => {
    const [first, second] = sites;
    if (first === undefined || second === undefined) throw new Error('There are no two sites.');
    let waiting: EventRow[] = [];
    let inserted = 0;
    const insert = async () => {
      const { stored, duplicates } = await store.insert({
        id: randomUUID(),
        rows: waiting,
        rejects: [],
        accounting: [],
      });
      inserted += stored + duplicates.length;
      waiting = [];
    };
    const [begun, cpu] = [performance.now(), process.cpuUsage()];
    const report = await fuzzBodies({
      bodies: BODIES,
      sites: [first, second],
      random: new SeededRandom(SEED),
      now: NOW,
      heap,
      keep: async (rows) => {
        // Bodies have the ids of their specimen: here each row is an event of its own.
        waiting.push(...rows.map((row) => ({ ...row, event_id: randomUUID() })));
        if (waiting.length >= 2000) await insert();
      },
    });
    await insert();
    const [early, late] = report.heap;
    const seconds = (performance.now() - begun) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const cpu_seconds = (user + system) / 1e6;
    const figures = { ...report, seed: SEED, inserted, seconds, cpu_seconds };
    console.log(
      `fuzz: ${report.bodies} bodies in ${seconds.toFixed(1)} s (${cpu_seconds.toFixed(1)} CPU-s): ${report.refused} refused, ${report.stored} events stored, ` +
        `${report.rejected} rejected, ${inserted} inserted; ${report.faults.length} faults; heap ${mib(early)} -> ${mib(late)} MiB`,
    );
    if (REPORT !== undefined) writeFileSync(REPORT, JSON.stringify(figures));
    expect(report.faults).toEqual([]);
    expect(late - early).toBeLessThan(HEAP_GROWTH);
    // The bodies must be worth something.
    expect(Math.min(report.refused, report.stored, report.rejected) / report.bodies).toBeGreaterThan(0.05);
    expect(inserted).toBeGreaterThan(BODIES / 200);
  },
  300_000 + BODIES,
);

test('a body full of one run costs no more than its bytes: nobody can stop the collector with one', async () => {
  const [site] = sites;
  if (site === undefined) throw new Error('There is no site.');
  for (const run of [' ', 'eyJ', '4 ', '4111-', '@', 'a@a.', '"', '\\', '%', '%25', '.', 'a=', '"token":', 'mail.']) {
    const x = `@token${run.repeat(8192 / run.length)}`;
    const page = { url: `https://shop.example/?utm_source=${x.slice(0, 2000)}` };
    for (const event of [{ x }, { id: randomUUID(), name: 'x', time: NOW, page, params: { x } }]) {
      const text = JSON.stringify({
        key: site.write_key,
        visitor: 'v',
        events: Array.from({ length: 127 }, () => event),
      });
      const before = process.cpuUsage();
      const specimen = { dialect: 'native', path: '/v1/events', text } as const;
      for (const one of readBodyText(specimen, { site: site.id, lane: 'browser', received: NOW }) ?? []) {
        cleanEvent(one, site, false);
      }
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000, run).toBeLessThan(3000);
    }
  }
}, 120_000);

test(`${REQUESTS} of them as requests: each is answered, each event counted, each site has only its own`, async () => {
  const before = await account();
  const random = new SeededRandom(SEED);
  const mutator = new BodyMutator(random);
  const all = sites.flatMap((site) => corpus(site.write_key, NOW));
  const statuses = new Map<number, number>();
  const send = async () => {
    const base = random.pick(all as [(typeof all)[0]]);
    const body = mutator.mutate(base.text, random.pick(all as [(typeof all)[0]]).text);
    const page = base.method === 'GET' ? { referer: 'https://shop.example/' } : { origin: 'https://shop.example' };
    const { url, ...init } = requestOf(base, body);
    const { status } = await opened.collector.app.request(url, { ...init, headers: { ...page, 'user-agent': CHROME } });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  for (let sent = 0; sent < REQUESTS; sent += 20) await Promise.all(Array.from({ length: 20 }, send));
  await opened.collector.drain();
  console.log(`fuzz: answers by status ${JSON.stringify(Object.fromEntries(statuses))}`);
  expect([...statuses.keys()].filter((status) => status >= 500 || status === 404)).toEqual([]);
  const after = await account();
  const added = (name: string) => (after[name] ?? 0) - (before[name] ?? 0);
  expect({ poisoned: added('poisoned'), elsewhere: added('elsewhere') }).toEqual({ poisoned: 0, elsewhere: 0 });
  expect(added('received')).toBe(added('counted'));
  expect(added('received')).toBeGreaterThan(REQUESTS);
});

async function account(): Promise<Record<string, number>> {
  const [sums] = await store.read<Record<string, number>>({
    text: `SELECT toFloat64(sum(received)) AS received, toFloat64(sum(count)) AS counted,
        toFloat64(sumIf(count, reason = 'refused_by_store')) AS poisoned,
        toFloat64(sumIf(count, site NOT IN ('', 'shop', 'other'))) AS elsewhere FROM accounting`,
    params: {},
  });
  return sums ?? {};
}

function mib(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}

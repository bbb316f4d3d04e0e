import { statfs } from 'node:fs/promises';
import { type Site, VERDICTS, type Verdict } from '@desirepath/schema';
import type { Spool } from '@desirepath/spool';
import type { Store } from '@desirepath/store';
import { checkEvents } from './check-events.ts';
import { checkNames } from './check-names.ts';
import { findStrays } from './check-strays.ts';
import type { Checkup } from './checkup.ts';
import { findings } from './findings.ts';

/** What a site is looked over with. */
interface Means {
  store: Store;
  spool: Spool;
  /** The ids of all sites that are served. */
  served: readonly string[];
  /** Found before: what is shipped meanwhile is then in the tables, never in neither. */
  pending: Checkup['pending'];
  now: number;
}

/** Looks a site over; reads only. */
export async function checkSite(site: Site, { store, spool, served, pending, now }: Means): Promise<Checkup> {
  const rows = <Row>(text: string) => store.read<Row>({ text, params: { site: site.id } });
  const one = async <Row extends object>(text: string, none: Row): Promise<Row> => (await rows<Row>(text))[0] ?? none;

  const { writable, failure, segments, bytes } = spool.status();
  const { bsize, bavail, blocks } = await statfs(spool.dir);
  const { version } = await one('SELECT version() AS version', { version: '' });
  const verdicts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  let received = 0;
  for (const row of await rows<{ verdict: Verdict; events: number; received: number }>(ACCOUNTING)) {
    verdicts[row.verdict] = row.events;
    received += row.received;
  }
  const strays = await findStrays(store, served);
  const orders = await rows<{ trust: string; n: number }>(ORDERS);
  const found = {
    site: site.id,
    versions: { node: process.versions.node, clickhouse: version },
    pending,
    spool: { writable, failure: failure?.message ?? '', segments, bytes },
    disk: { free_bytes: bsize * bavail, total_bytes: bsize * blocks },
    tables: await rows<Checkup['tables'][number]>(TABLES),
    received,
    verdicts,
    unbalanced: await rows<Checkup['unbalanced'][number]>(UNBALANCED),
    events: await checkEvents(store, site, now),
    rejects: await rows<Checkup['rejects'][number]>(REJECTS),
    names: await checkNames(store, site.id),
    strays: { sites: strays.length, events: strays.reduce((sum, { events }) => sum + events, 0) },
    skew: await one(SKEW, { corrected: 0, worst_ms: 0 }),
    orders: Object.fromEntries(orders.map(({ trust, n }) => [trust, n])),
  };
  return { ...found, ...findings(found, site) };
}

const ACCOUNTING = `SELECT verdict, toFloat64(sum(count)) AS events, toFloat64(sum(accounting.received)) AS received
  FROM accounting WHERE site = {site:String} GROUP BY verdict`;
const UNBALANCED = `SELECT formatDateTime(minute, '%Y-%m-%dT%H:%i:00Z') AS minute, toFloat64(sum(accounting.received)) AS received,
    toFloat64(sum(count)) AS counted
  FROM accounting WHERE site = {site:String} GROUP BY accounting.minute HAVING received != counted
  ORDER BY accounting.minute DESC LIMIT 10`;
const ORDERS = 'SELECT trust, toFloat64(count()) AS n FROM orders WHERE site = {site:String} GROUP BY trust';
/** Counts from the accounting, which keeps them for ever; the last example from the rejects of 14 days. */
const REJECTS = `SELECT reason, toFloat64(sum(count)) AS events, any(detail) AS example FROM accounting
  LEFT JOIN (SELECT reason, argMax(detail, received_time) AS detail FROM rejects WHERE site = {site:String} GROUP BY reason) AS last USING reason
  WHERE site = {site:String} AND verdict IN ('rejected', 'limited') GROUP BY reason HAVING events > 0 ORDER BY events DESC LIMIT 50`;
const SKEW = `SELECT toFloat64(countIf(abs(skew_ms) > 60000)) AS corrected, toFloat64(max(abs(skew_ms))) AS worst_ms
  FROM events WHERE site = {site:String}`;
const TABLES = `SELECT table, toFloat64(count()) AS parts, toFloat64(sum(rows)) AS rows, toFloat64(sum(bytes_on_disk)) AS bytes
  FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table ORDER BY table`;

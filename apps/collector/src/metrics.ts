import { VERDICTS, type Verdict } from '@desirepath/schema';
import type { Spool } from '@desirepath/spool';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Everything the collector measures, in a registry of its own. */
export interface Metrics {
  registry: Registry;
  /** What is to be added to the counts of events when somebody looks, as to count there takes longer than to answer a request. */
  tally: Tally;
  refused: Counter<'reason'>;
  inserts: Histogram;
  insertFailures: Counter;
  shippedRows: Counter;
  /** Events whose verdict changed at the insert: they turned out to be there already, or ClickHouse did not take them. */
  found: Counter<'site' | 'from' | 'to'>;
}

type Tally = Map<string, Record<Verdict, number> & { received: number }>;

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(spool: Spool): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const syncs = new Histogram({
    name: 'desirepath_spool_sync_seconds',
    help: 'Time of each fdatasync of the spool.',
    buckets: SECONDS,
    registers,
  });
  const frames = new Counter({
    name: 'desirepath_spool_frames_total',
    help: 'Frames written to the spool.',
    registers,
  });
  const bytes = new Counter({
    name: 'desirepath_spool_written_bytes_total',
    help: 'Bytes written to the spool.',
    registers,
  });
  spool.onSync((report) => {
    syncs.observe(report.ms / 1000);
    frames.inc(report.frames);
    bytes.inc(report.bytes);
  });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge(
    'desirepath_spool_pending_frames',
    'Frames that are not in ClickHouse yet.',
    () => spool.status().pending.frames,
  );
  gauge('desirepath_spool_pending_bytes', 'Bytes that are not in ClickHouse yet.', () => spool.status().pending.bytes);
  gauge(
    'desirepath_spool_bytes',
    'Bytes of all spool segments, those kept after shipping too.',
    () => spool.status().bytes,
  );
  gauge('desirepath_spool_writable', '1 while the last write to the spool went well.', () =>
    spool.status().writable ? 1 : 0,
  );
  const tally: Tally = new Map();
  const received = new Counter({
    name: 'desirepath_events_received_total',
    help: 'Events received, by site.',
    labelNames: ['site'] as const,
    registers,
    // Both at once, so that they add up in every answer.
    collect() {
      for (const [site, counts] of tally) {
        received.inc({ site }, counts.received);
        for (const verdict of VERDICTS) if (counts[verdict] > 0) verdicts.inc({ site, verdict }, counts[verdict]);
      }
      tally.clear();
    },
  });
  const verdicts = new Counter({
    name: 'desirepath_events_total',
    help: 'Events received, by site and verdict at receipt.',
    labelNames: ['site', 'verdict'] as const,
    registers,
  });
  return {
    registry,
    tally,
    refused: new Counter({
      name: 'desirepath_requests_refused_total',
      help: 'Requests refused as a whole, by reason.',
      labelNames: ['reason'] as const,
      registers,
    }),
    inserts: new Histogram({
      name: 'desirepath_insert_seconds',
      help: 'Time of each insert into ClickHouse.',
      buckets: SECONDS,
      registers,
    }),
    insertFailures: new Counter({ name: 'desirepath_insert_failures_total', help: 'Inserts that failed.', registers }),
    shippedRows: new Counter({
      name: 'desirepath_rows_shipped_total',
      help: 'Rows brought into ClickHouse.',
      registers,
    }),
    found: new Counter({
      name: 'desirepath_events_found_total',
      help: 'Events whose verdict changed at the insert, by site, verdict at receipt and verdict in the account.',
      labelNames: ['site', 'from', 'to'] as const,
      registers,
    }),
  };
}

/** Counts events that are on the disk, each with its verdict. */
export function countVerdicts({ tally }: Metrics, site: string, verdicts: readonly Verdict[]): void {
  const counts = countsOf(tally, site);
  counts.received += verdicts.length;
  for (const verdict of verdicts) counts[verdict] += 1;
}

/** Counts events of which all have the same verdict. */
export function countAlike({ tally }: Metrics, site: string, verdict: Verdict, events: number): void {
  const counts = countsOf(tally, site);
  counts.received += events;
  counts[verdict] += events;
}

/** Counts events that were acknowledged as stored and came to something else. */
export function countFound({ found }: Metrics, to: Verdict, rows: readonly { site: string }[]): void {
  for (const { site } of rows) found.inc({ site, from: 'stored', to });
}

function countsOf(tally: Tally, site: string) {
  let counts = tally.get(site);
  if (counts === undefined) {
    counts = { received: 0, stored: 0, rejected: 0, duplicate: 0, bot: 0, limited: 0 };
    tally.set(site, counts);
  }
  return counts;
}

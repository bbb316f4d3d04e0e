import { VERDICTS, type Verdict } from '@desirepath/schema';
import type { Spool } from '@desirepath/spool';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Everything the collector measures, in a registry of its own. */
export interface Metrics {
  registry: Registry;
  received: Counter<'site' | 'verdict'>;
  /** What is to be added to {@link received} when somebody looks, as to count there takes longer than to answer a request. */
  tally: Tally;
  refused: Counter<'reason'>;
  inserts: Histogram;
  insertFailures: Counter;
  shippedRows: Counter;
  /** Events acknowledged as stored that turned out to be there already, or that ClickHouse did not take. */
  found: Counter<'what'>;
}

type Tally = Map<string, Record<Verdict, number>>;

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
  return {
    registry,
    tally,
    received: new Counter({
      name: 'desirepath_events_total',
      help: 'Events received, by site and verdict at receipt.',
      labelNames: ['site', 'verdict'] as const,
      registers,
      collect() {
        for (const [site, counts] of tally) {
          for (const verdict of VERDICTS) if (counts[verdict] > 0) this.inc({ site, verdict }, counts[verdict]);
        }
        tally.clear();
      },
    }),
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
      help: 'Events acknowledged as stored whose verdict changed at the insert: duplicate or rejected.',
      labelNames: ['what'] as const,
      registers,
    }),
  };
}

export function countVerdicts({ tally }: Metrics, site: string, verdicts: readonly Verdict[]): void {
  let counts = tally.get(site);
  if (counts === undefined) {
    counts = { stored: 0, rejected: 0, duplicate: 0, bot: 0, limited: 0 };
    tally.set(site, counts);
  }
  for (const verdict of verdicts) counts[verdict] += 1;
}

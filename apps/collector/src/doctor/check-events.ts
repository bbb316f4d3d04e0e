import { durationMs, type Site } from '@desirepath/schema';
import { retentionDays, type Store } from '@desirepath/store';
import type { Checkup } from './checkup.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** The time of an event may be so long before its receipt, and retention goes by that time. */
const LATE = 7 * DAY;

/** How many of the events that were counted as stored are there. */
export async function checkEvents(store: Store, site: Site, now: number): Promise<Checkup['events']> {
  const all = await countsFrom(store, site.id, 0);
  const missing = all.stored - all.rows - all.erased;
  const events = { rows: all.rows, erased: all.erased, missing };
  if (site.retention === undefined) return { ...events, unexplained: missing };
  const days = retentionDays(durationMs(site.retention));
  const from = Math.ceil((now - days * DAY + LATE) / MINUTE) * MINUTE;
  const { stored, rows, erased } = await countsFrom(store, site.id, from);
  const lately = stored - rows;
  // Of what was erased since, nobody knows when it was received.
  return { ...events, unexplained: lately > 0 ? Math.max(0, lately - erased) : lately };
}

/** What was received, and erased, from a moment on. */
async function countsFrom(store: Store, site: string, from: number) {
  const [row] = await store.read<{ stored: number; rows: number; erased: number }>({
    text: `SELECT
      toFloat64((SELECT sum(count) FROM accounting
        WHERE site = {site:String} AND verdict = 'stored' AND minute >= fromUnixTimestamp64Milli({from:Int64}))) AS stored,
      toFloat64((SELECT count() FROM events FINAL
        WHERE site = {site:String} AND received_time >= fromUnixTimestamp64Milli({from:Int64}))) AS rows,
      toFloat64((SELECT sum(events) FROM erasures FINAL
        WHERE site = {site:String} AND at >= fromUnixTimestamp64Milli({from:Int64}))) AS erased`,
    params: { site, from },
  });
  return row ?? { stored: 0, rows: 0, erased: 0 };
}

import type { AccountingRow, EventRow, Frame, Verdict } from '@desirepath/schema';
import type { Connection, TableRow } from './connection.ts';
import { findDuplicates } from './find-duplicates.ts';
import type { InsertReport } from './store.ts';
import type { TouchpointNames } from './touchpoint-names.ts';

const MINUTE = 60_000;

/**
 * Inserts a frame: names, events, rejects, bots, accounting, in this order. Every step may be repeated without effect, so a
 * frame that was interrupted anywhere is simply tried again from the start.
 */
export async function insertFrame(connection: Connection, names: TouchpointNames, frame: Frame): Promise<InsertReport> {
  const { fresh, duplicates } = await findDuplicates(connection, frame);
  // Before the events, so that no journey is ever made of a name that is about to get its code.
  for (const [site, rows] of bySite(fresh)) await names.add(site, new Set(rows.map((row) => row.name)));
  await connection.insert(
    'events',
    fresh.map((row) => ({ ...row, frame: frame.id })),
    { insert_deduplication_token: frame.id, deduplicate_blocks_in_dependent_materialized_views: 1 },
  );
  await connection.insert(
    'rejects',
    frame.rejects.map((row) => ({ ...row })),
    { insert_deduplication_token: `${frame.id}:rejects` },
  );
  await connection.insert(
    'bots',
    (frame.bots ?? []).map((row) => ({ ...row })),
    { insert_deduplication_token: `${frame.id}:bots` },
  );
  await connection.insert('accounting', account(frame, fresh, duplicates), {
    insert_deduplication_token: `${frame.id}:accounting`,
  });
  return { stored: fresh.length, duplicates: duplicates.map((row) => row.event_id) };
}

function bySite(rows: readonly EventRow[]): Map<string, EventRow[]> {
  const sites = new Map<string, EventRow[]>();
  for (const row of rows) {
    const list = sites.get(row.site);
    if (list === undefined) sites.set(row.site, [row]);
    else list.push(row);
  }
  return sites;
}

/** The frame's own accounting and what only the store could find out, in the table's units (seconds). */
function account(frame: Frame, fresh: readonly EventRow[], duplicates: readonly EventRow[]): TableRow[] {
  const counts = new Map<string, Required<AccountingRow>>();
  const add = (row: AccountingRow) => {
    const key = JSON.stringify([row.site, row.minute, row.verdict, row.reason]);
    const sum = counts.get(key);
    if (sum === undefined) counts.set(key, { ...row, received: row.received ?? 0 });
    else {
      sum.count += row.count;
      sum.received += row.received ?? 0;
    }
  };
  const one = (verdict: Verdict) => (row: EventRow) =>
    add({ site: row.site, minute: Math.floor(row.received_time / MINUTE) * MINUTE, verdict, reason: '', count: 1 });
  frame.accounting.forEach(add);
  fresh.forEach(one('stored'));
  duplicates.forEach(one('duplicate'));
  return [...counts.values()].map((row) => ({ ...row, minute: Math.floor(row.minute / 1000) }));
}

import { type AccountingRow, EVENT_COLUMNS, eventLine, type Frame, type Verdict } from '@desirepath/schema';
import type { Connection, TableRow } from './connection.ts';
import { findDuplicates } from './find-duplicates.ts';
import type { KnownEvents } from './known-events.ts';
import { namingRow } from './refused-row.ts';
import type { InsertReport } from './store.ts';
import type { TouchpointNames } from './touchpoint-names.ts';

const MINUTE = 60_000;

/**
 * Inserts a frame: names, events, rejects, bots, accounting, in this order. Every step may be repeated without effect, so a
 * frame that was interrupted anywhere is simply tried again from the start.
 */
export async function insertFrame(
  connection: Connection,
  names: TouchpointNames,
  frame: Frame,
  known?: KnownEvents,
): Promise<InsertReport> {
  const { fresh, duplicates } = await findDuplicates(connection, frame, known);
  // Before the events, so that no journey is ever made of a name that is about to get its code.
  for (const [site, rows] of bySite(fresh)) await names.add(site, new Set(rows.map((row) => row.name)));
  if (fresh.length > 0) {
    await connection
      .insertLines('events', COLUMNS, linesOf(fresh, frame.id), {
        insert_deduplication_token: frame.id,
        deduplicate_blocks_in_dependent_materialized_views: 1,
      })
      .catch((error) => {
        throw namingRow(error, fresh);
      });
  }
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

const COLUMNS = [...EVENT_COLUMNS, 'frame'];

type Row = Frame['rows'][number];

/** The lines, each with the name of the frame at its end. */
function* linesOf(rows: readonly Row[], frame: string): Generator<Uint8Array> {
  const end = Buffer.from(`,${JSON.stringify(frame)}]\n`);
  for (const row of rows) {
    const line = 'line' in row ? row.line : Buffer.from(eventLine(row));
    yield line.subarray(0, -1);
    yield end;
  }
}

function bySite(rows: readonly Row[]): Map<string, Row[]> {
  const sites = new Map<string, Row[]>();
  for (const row of rows) {
    const list = sites.get(row.site);
    if (list === undefined) sites.set(row.site, [row]);
    else list.push(row);
  }
  return sites;
}

/** The frame's own accounting and what only the store could find out, in the table's units (seconds). */
function account(frame: Frame, fresh: readonly Row[], duplicates: readonly Row[]): TableRow[] {
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
  frame.accounting.forEach(add);
  countByMinute(fresh, 'stored').forEach(add);
  countByMinute(duplicates, 'duplicate').forEach(add);
  return [...counts.values()].map((row) => ({ ...row, minute: Math.floor(row.minute / 1000) }));
}

function countByMinute(rows: readonly Row[], verdict: Verdict): AccountingRow[] {
  const counts = new Map<string, AccountingRow>();
  let row: AccountingRow | undefined;
  for (const { site, received_time } of rows) {
    const minute = Math.floor(received_time / MINUTE) * MINUTE;
    // Most are of the site and the minute of the one before.
    if (row?.minute !== minute || row.site !== site) {
      const key = `${minute} ${site}`;
      row = counts.get(key) ?? { site, minute, verdict, reason: '', count: 0 };
      counts.set(key, row);
    }
    row.count += 1;
  }
  return [...counts.values()];
}

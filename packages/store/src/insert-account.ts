import type { AccountingRow, EventKey, Frame, Verdict } from '@desirepath/schema';
import type { Connection, TableRow } from './connection.ts';

const MINUTE = 60_000;

/** What became of the rows of a frame. */
interface Fates {
  stored: readonly EventKey[];
  duplicates: readonly EventKey[];
}

/**
 * Inserts what a frame has beside its rows: rejects, bots and accounting, in this order; may be repeated without effect.
 *
 * @param name under which they are inserted: what comes by the same one a second time changes nothing
 */
export async function insertAccount(connection: Connection, frame: Frame, fates: Fates, name: string): Promise<void> {
  await connection.insert(
    'rejects',
    frame.rejects.map((row) => ({ ...row })),
    { insert_deduplication_token: `${name}:rejects` },
  );
  await connection.insert(
    'bots',
    (frame.bots ?? []).map((row) => ({ ...row })),
    { insert_deduplication_token: `${name}:bots` },
  );
  await connection.insert('accounting', account(frame, fates), { insert_deduplication_token: `${name}:accounting` });
}

/** The frame's own accounting and what only the store could find out, in the table's units (seconds). */
function account(frame: Frame, { stored, duplicates }: Fates): TableRow[] {
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
  countByMinute(stored, 'stored').forEach(add);
  countByMinute(duplicates, 'duplicate').forEach(add);
  return [...counts.values()].map((row) => ({ ...row, minute: Math.floor(row.minute / 1000) }));
}

function countByMinute(rows: readonly EventKey[], verdict: Verdict): AccountingRow[] {
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

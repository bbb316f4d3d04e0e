import type { Frame } from '@desirepath/schema';
import type { Connection } from './connection.ts';
import { insertAccount } from './insert-account.ts';
import { keyOf, keysOfFrame } from './keys-elsewhere.ts';
import type { InsertReport } from './store.ts';

type Row = Frame['rows'][number];

/**
 * Inserts what a frame has beside its rows, which went in by parts of it. Which try brought a row, and whether the part it was in
 * was tried under another cut before, makes no difference: it is counted by what the table has.
 */
export async function insertRest(connection: Connection, frame: Frame): Promise<InsertReport> {
  const own = frame.rows.length === 0 ? new Set<string>() : await keysOfFrame(connection, frame.id, frame.rows);
  const stored: Row[] = [];
  const duplicates: Row[] = [];
  for (const row of frame.rows) {
    // The same one a second time in this frame is a duplicate.
    const isOwn = own.delete(keyOf(row));
    (isOwn ? stored : duplicates).push(row);
  }
  await insertAccount(connection, frame, { stored, duplicates }, `${frame.id}-rest`);
  return { stored: stored.length, duplicates };
}

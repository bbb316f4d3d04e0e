import type { Frame } from '@desirepath/schema';
import type { Connection } from './connection.ts';
import { insertAccount } from './insert-account.ts';
import { insertRows } from './insert-rows.ts';
import type { KnownEvents } from './known-events.ts';
import type { InsertReport } from './store.ts';
import type { TouchpointNames } from './touchpoint-names.ts';

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
  const { stored, fresh, duplicates } = await insertRows(connection, names, frame, known);
  await insertAccount(connection, frame, { stored: fresh, duplicates }, frame.id);
  return { stored, duplicates };
}

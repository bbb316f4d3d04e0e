import { setImmediate } from 'node:timers/promises';
import type { AccountingRow, BotRow, EventLine, Frame, RejectRow } from '@desirepath/schema';
import type { SpoolBatch } from '@desirepath/spool';
import type { FrameHead } from '../intake/frame-draft.ts';
import { spooledLines } from './spooled-line.ts';

/** How long frames are read without a break. */
const AT_ONCE_MS = 5;

/**
 * One frame for the store of all the frames of a batch. A batch is the same every time it is tried, so the frame is too.
 */
export async function readBatch(batch: SpoolBatch): Promise<Frame> {
  const rows: EventLine[] = [];
  const rejects: RejectRow[] = [];
  const bots: BotRow[] = [];
  const accounting: AccountingRow[] = [];
  let since = performance.now();
  for (const { payload } of batch.frames) {
    // Megabytes at once would hold up the requests that wait for their answer; to let them pass after each frame, of which there
    // may be hundreds, would hold up the batch.
    if (performance.now() - since > AT_ONCE_MS) {
      await setImmediate();
      since = performance.now();
    }
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    const end = bytes.indexOf('\n');
    const head = JSON.parse(bytes.toString('utf8', 0, end)) as FrameHead;
    for (const row of head.rejects) rejects.push(row);
    for (const row of head.bots) bots.push(row);
    for (const row of head.accounting) accounting.push(row);
    for (const line of spooledLines(bytes, end + 1)) rows.push(line);
  }
  return { id: batch.id, rows, rejects, bots, accounting };
}

/** The sites that have new events by a frame. A refused request is counted, but nothing of it is news, and its site may not exist. */
export function sitesOf(frame: Frame): string[] {
  return [...new Set(frame.rows.map(({ site }) => site))];
}

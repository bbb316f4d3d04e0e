import { setImmediate } from 'node:timers/promises';
import type { BotRow, Frame } from '@desirepath/schema';
import type { SpoolBatch } from '@desirepath/spool';
import type { FrameBody } from '../intake/frame-draft.ts';

/**
 * One frame for the store of all the frames of a batch. A batch is the same every time it is tried, so the frame is too.
 */
export async function readBatch(batch: SpoolBatch): Promise<Frame> {
  const bots: BotRow[] = [];
  const frame: Frame = { id: batch.id, rows: [], rejects: [], bots, accounting: [] };
  for (const { payload } of batch.frames) {
    // Megabytes at once would hold up the requests that wait for their answer.
    await setImmediate();
    const body = JSON.parse(
      Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString(),
    ) as FrameBody;
    for (const row of body.rows) frame.rows.push(row);
    for (const row of body.rejects) frame.rejects.push(row);
    for (const row of body.bots ?? []) bots.push(row);
    for (const row of body.accounting) frame.accounting.push(row);
  }
  return frame;
}

/** The sites that have new events by a frame. A refused request is counted, but nothing of it is news, and its site may not exist. */
export function sitesOf(frame: Frame): string[] {
  return [...new Set(frame.rows.map(({ site }) => site))];
}

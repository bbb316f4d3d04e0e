import type { FrameHead } from '../intake/frame-draft.ts';
import { spooledLines } from './spooled-line.ts';

/** When what is in a frame of the spool was received, ms: to the minute where there are no events in it. */
export function receivedTime(payload: Uint8Array): number {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const end = bytes.indexOf('\n');
  for (const { received_time } of spooledLines(bytes, end + 1)) return received_time;
  const { accounting } = JSON.parse(bytes.toString('utf8', 0, end)) as FrameHead;
  return Math.min(...accounting.map(({ minute }) => minute));
}

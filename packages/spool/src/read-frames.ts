import { HEADER_BYTES, isIntact, payloadLength } from './frame.ts';
import type { SpoolFile } from './spool-files.ts';

const CHUNK = 1024 * 1024;
const MARK_BYTES = Buffer.from('DPF1', 'latin1');

/** What lies at one place of a segment: a whole frame, or bytes that are none. */
export type Found =
  | { kind: 'frame'; offset: number; end: number; payload: Buffer }
  | { kind: 'damage'; offset: number; end: number };

/**
 * Reads the frames of a segment from `from` to `to`, in order, holding about one chunk and one frame at a time.
 * Damage is passed over: after it, reading goes on with the next whole frame, and bytes to the end that hold none are
 * damage too.
 */
export async function* readFrames(file: SpoolFile, from: number, to: number): AsyncGenerator<Found> {
  // `window` holds the bytes of the file from `start` on.
  let window: Buffer = Buffer.alloc(0);
  let start = from;
  const have = async (offset: number, length: number): Promise<boolean> => {
    if (offset + length > to) return false;
    if (offset >= start && offset + length <= start + window.length) return true;
    const bytes = Buffer.allocUnsafe(Math.min(to - offset, Math.max(length, CHUNK)));
    const got = await file.read(bytes, offset);
    window = bytes.subarray(0, got);
    start = offset;
    return got >= length;
  };

  let at = from;
  let damagedFrom: number | undefined;
  while (at < to) {
    const frame = await frameAt(at);
    if (frame !== undefined) {
      if (damagedFrom !== undefined) yield { kind: 'damage', offset: damagedFrom, end: at };
      damagedFrom = undefined;
      yield frame;
      at = frame.end;
      continue;
    }
    damagedFrom ??= at;
    at = await nextMark(at + 1);
  }
  if (damagedFrom !== undefined) yield { kind: 'damage', offset: damagedFrom, end: to };

  async function frameAt(offset: number): Promise<Found | undefined> {
    if (!(await have(offset, HEADER_BYTES))) return undefined;
    const length = payloadLength(window, offset - start);
    if (length === undefined || !(await have(offset, HEADER_BYTES + length))) return undefined;
    if (!isIntact(window, offset - start, length)) return undefined;
    const payload = window.subarray(offset - start + HEADER_BYTES, offset - start + HEADER_BYTES + length);
    return { kind: 'frame', offset, end: offset + HEADER_BYTES + length, payload };
  }

  async function nextMark(offset: number): Promise<number> {
    for (let next = offset; next + HEADER_BYTES <= to; ) {
      if (!(await have(next, HEADER_BYTES))) return to;
      const found = window.indexOf(MARK_BYTES, next - start);
      if (found >= 0) return start + found;
      next = Math.max(next + 1, start + window.length - MARK_BYTES.length + 1);
    }
    return to;
  }
}

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Position } from './position.ts';

/** Bytes before each payload: mark, length and checksum, each a little-endian 32-bit number. */
export const HEADER_BYTES = 12;
/** Largest payload of one frame. */
export const MAX_FRAME_BYTES = 64 * 1024 * 1024;
/** `DPF1`: where a frame begins. A payload of JSON cannot hold a whole header, as a length has a zero byte in it. */
const MARK = 0x31465044;

/** Header and payload as they lie on the disk. */
export function encodeFrame(payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  bytes.writeUInt32LE(MARK, 0);
  bytes.writeUInt32LE(payload.length, 4);
  bytes.set(payload, HEADER_BYTES);
  bytes.writeUInt32LE(checksum(bytes, 4, payload), 8);
  return bytes;
}

/** Length of the payload that a header promises; undefined when this is no header. */
export function payloadLength(bytes: Buffer, at: number): number | undefined {
  if (at + HEADER_BYTES > bytes.length || bytes.readUInt32LE(at) !== MARK) return undefined;
  const length = bytes.readUInt32LE(at + 4);
  return length <= MAX_FRAME_BYTES ? length : undefined;
}

/** Whether the frame at `at`, which lies whole in `bytes`, is as it was written. */
export function isIntact(bytes: Buffer, at: number, length: number): boolean {
  const payload = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length);
  return bytes.readUInt32LE(at + 8) === checksum(bytes, at + 4, payload);
}

/** The length is part of the sum, so that a flipped bit in it is found too. */
function checksum(bytes: Buffer, lengthAt: number, payload: Uint8Array): number {
  return crc32(payload, crc32(bytes.subarray(lengthAt, lengthAt + 4)));
}

/**
 * Name of a frame: a hash of its spool, its place and its bytes, 32 hex digits. Spool and place are in it so that two equal
 * payloads are two frames.
 */
export function frameId(spool: string, position: Position, payload: Uint8Array): string {
  return createHash('sha256')
    .update(`${spool}:${position.segment}:${position.offset}:`)
    .update(payload)
    .digest('hex')
    .slice(0, 32);
}

/** Name of several frames together, in their order. */
export function batchId(ids: readonly string[]): string {
  return createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 32);
}

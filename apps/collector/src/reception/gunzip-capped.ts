import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** What became of compressed bytes: the text's bytes, or why there are none. */
export type Unpacked = { bytes: Buffer } | { tooLarge: Buffer } | { broken: string };

/** Beginning of a too long body that is looked at, in bytes: those of the characters that may be kept of it. */
const HEAD = 4 * 8192;
/** What is fed to the decompressor at a time: it cannot overshoot the limit by more than this blown up a thousandfold. */
const SLICE = 1024;

/** Whether bytes begin as gzip does, whatever the headers say: some clients compress without saying so. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Decompresses gzip, and stops as soon as there is more than `limit` bytes: what a small body may claim to be is never held.
 *
 * @param limit most bytes of the result
 * @returns the whole result; `tooLarge` with its beginning; or `broken` with what is wrong, also where the end is missing
 */
export async function gunzipCapped(bytes: Uint8Array, limit: number): Promise<Unpacked> {
  const gunzip = createGunzip({ chunkSize: 16 * 1024 });
  const chunks: Buffer[] = [];
  let size = 0;
  const input = Readable.from(slices(bytes));
  // An error of the decompressor ends the loop below.
  input.pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) return { tooLarge: Buffer.concat(chunks).subarray(0, HEAD) };
    }
    return { bytes: Buffer.concat(chunks) };
  } catch (error) {
    return { broken: error instanceof Error ? error.message : 'it is no gzip' };
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE);
}

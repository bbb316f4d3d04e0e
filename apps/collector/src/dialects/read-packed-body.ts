import type { Body } from '../gate/read-body.ts';
import { gunzipCapped, isGzip } from '../intake/gunzip-capped.ts';

/**
 * Reads a body that may be compressed, whether a header says so or not, and at most `limit` bytes of it, packed and unpacked. Bytes
 * that are no UTF-8 become U+FFFD.
 */
export async function readPackedBody(request: Request, limit: number): Promise<Body> {
  const packed = await readBytes(request, limit);
  if (packed === undefined) return { broken: true };
  if ('tooLarge' in packed) return { tooLarge: decode(packed.tooLarge) };
  if (!isGzip(packed.bytes)) return { text: decode(packed.bytes) };
  const unpacked = await gunzipCapped(packed.bytes, limit);
  if ('broken' in unpacked) return { broken: true };
  return 'tooLarge' in unpacked ? { tooLarge: decode(unpacked.tooLarge) } : { text: decode(unpacked.bytes) };
}

async function readBytes(request: Request, limit: number) {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body === null) return { bytes: new Uint8Array() };
  try {
    const reader = request.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { bytes: Buffer.concat(chunks) };
      chunks.push(value);
      size += value.length;
      if (size <= limit) continue;
      await reader.cancel().catch(() => undefined);
      return { tooLarge: Buffer.concat(chunks).subarray(0, HEAD) };
    }
  } catch {
    // The client went away in the middle.
    return undefined;
  }
}

/** Beginning of a too long body that is kept, in bytes. */
const HEAD = 8192;

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

import { gunzipCapped, isGzip } from '../intake/gunzip-capped.ts';

/** A body that was read, the beginning of one that is too long, or why there is none. */
export type Body =
  | { text: string }
  | { tooLarge: string }
  /** `broken` ends the sentence "The body is no JSON: …". */
  | { broken: string; isSlow: boolean };

/** What a body may ask for. */
export interface BodyLimits {
  /** Most bytes, as they come and after inflation. */
  bytes: number;
  /** Most time from the beginning to the end, ms. */
  ms: number;
}

/** Beginning of a too long body that is kept, in bytes. */
const HEAD = 8192;

/**
 * Reads a body, and no further than it takes to know that it is too long or too slow. What begins as gzip does is inflated, whatever the
 * headers say, as some clients compress without saying so. Bytes that are no UTF-8 become U+FFFD.
 */
export async function readBody(request: Request, limits: BodyLimits): Promise<Body> {
  let timer: NodeJS.Timeout | undefined;
  const reading = new AbortController();
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      reading.abort();
      resolve(undefined);
    }, limits.ms);
  });
  try {
    const read = await Promise.race([readBytes(request, limits.bytes, reading.signal), late]);
    if (read === undefined) return { broken: `it had not come after ${limits.ms} ms`, isSlow: true };
    if (!isGzip(read.bytes)) return read.isCut ? { tooLarge: decode(read.bytes) } : { text: decode(read.bytes) };
    if (read.isCut) return { tooLarge: '' };
    const inflated = await gunzipCapped(read.bytes, limits.bytes);
    if ('tooLarge' in inflated) return { tooLarge: decode(inflated.tooLarge) };
    if ('broken' in inflated) return { broken: 'its compression is broken', isSlow: false };
    return { text: decode(inflated.bytes) };
  } catch {
    return { broken: 'the connection ended in the middle of the body', isSlow: false };
  } finally {
    clearTimeout(timer);
  }
}

/** All bytes; or the first ones, when there are more than `limit`. */
async function readBytes(
  request: Request,
  limit: number,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; isCut: boolean }> {
  const length = request.headers.get('content-length');
  // The server cuts a body at its announced length, so a short one can be read in one go.
  if (length !== null && Number(length) <= limit) {
    const bytes = new Uint8Array(await request.arrayBuffer());
    return bytes.length > limit ? { bytes: bytes.subarray(0, HEAD), isCut: true } : { bytes, isCut: false };
  }
  if (request.body === null) return { bytes: new Uint8Array(), isCut: false };
  const reader = request.body.getReader();
  signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    size += value.length;
    if (size > limit) {
      await reader.cancel().catch(() => undefined);
      return { bytes: Buffer.concat(chunks).subarray(0, HEAD), isCut: true };
    }
  }
  return { bytes: Buffer.concat(chunks), isCut: false };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

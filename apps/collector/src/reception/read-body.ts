import type { IncomingMessage } from 'node:http';
import { gunzipCapped, isGzip } from './gunzip-capped.ts';

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

/** All bytes; or the first ones, when there are more than may be; or nothing, when they took too long. */
type Bytes = { bytes: Buffer; isCut: boolean } | undefined;

/** Beginning of a too long body that is looked at, in bytes: those of the characters that may be kept of it. */
const HEAD = 4 * 8192;

/**
 * Reads the body of a web request, and no further than it takes to know that it is too long or too slow. What begins as gzip does is
 * inflated, whatever the headers say, as some clients compress without saying so. Bytes that are no UTF-8 become U+FFFD.
 */
export async function readRequest(request: Request, limits: BodyLimits): Promise<Body> {
  let timer: NodeJS.Timeout | undefined;
  const reading = new AbortController();
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      reading.abort();
      resolve(undefined);
    }, limits.ms);
  });
  try {
    return await open(await Promise.race([requestBytes(request, limits.bytes, reading.signal), late]), limits);
  } catch {
    return CUT_OFF;
  } finally {
    clearTimeout(timer);
  }
}

/** Reads the body of a request of `node:http` in the same way, at a fraction of the cost. */
export async function readMessage(message: IncomingMessage, limits: BodyLimits): Promise<Body> {
  try {
    return await open(await messageBytes(message, limits), limits);
  } catch {
    return CUT_OFF;
  }
}

const CUT_OFF: Body = { broken: 'the connection ended in the middle of the body', isSlow: false };

function open(read: Bytes, limits: BodyLimits): Body | Promise<Body> {
  if (read === undefined) return { broken: `it had not come after ${limits.ms} ms`, isSlow: true };
  if (isGzip(read.bytes)) return read.isCut ? { tooLarge: '' } : inflate(read.bytes, limits.bytes);
  return read.isCut ? { tooLarge: decode(read.bytes) } : { text: decode(read.bytes) };
}

async function inflate(bytes: Uint8Array, limit: number): Promise<Body> {
  const inflated = await gunzipCapped(bytes, limit);
  if ('tooLarge' in inflated) return { tooLarge: decode(inflated.tooLarge) };
  if ('broken' in inflated) return { broken: 'its compression is broken', isSlow: false };
  return { text: decode(inflated.bytes) };
}

async function requestBytes(request: Request, limit: number, signal: AbortSignal): Promise<Bytes> {
  const length = request.headers.get('content-length');
  // The server cuts a body at its announced length, so a short one can be read in one go.
  if (length !== null && Number(length) <= limit) {
    const bytes = Buffer.from(await request.arrayBuffer());
    return bytes.length > limit ? { bytes: bytes.subarray(0, HEAD), isCut: true } : { bytes, isCut: false };
  }
  if (request.body === null) return { bytes: Buffer.alloc(0), isCut: false };
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

function messageBytes(message: IncomingMessage, limits: BodyLimits): Promise<Bytes> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let isOver = false;
    let timer: NodeJS.Timeout | undefined;
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limits.bytes) finish({ bytes: Buffer.concat(chunks).subarray(0, HEAD), isCut: true });
    };
    const finish = (bytes: Bytes) => {
      isOver = true;
      clearTimeout(timer);
      // What is still to come is read and forgotten, so that the connection can be used again.
      message.off('data', onData).resume();
      resolve(bytes);
    };
    message
      .on('data', onData)
      .on('end', () => {
        const [first = Buffer.alloc(0)] = chunks;
        finish({ bytes: chunks.length > 1 ? Buffer.concat(chunks) : first, isCut: false });
      })
      .on('error', (error) => {
        isOver = true;
        clearTimeout(timer);
        reject(error);
      });
    // Nearly every body comes with its head: it is here when this turn of the event loop ends, and needs no clock.
    atTurnEnd(() => {
      if (!isOver) timer = setTimeout(() => finish(undefined), limits.ms);
    });
  });
}

const waiting: (() => void)[] = [];

/** Calls all that were given in a turn of the event loop when it ends, at the cost of one. */
function atTurnEnd(call: () => void): void {
  if (waiting.push(call) > 1) return;
  setImmediate(() => {
    for (const one of waiting.splice(0)) one();
  });
}

/** A TextDecoder drops a mark of the byte order, as JSON wants it; that of a Buffer does the rest twice as fast. */
function decode(bytes: Buffer): string {
  return bytes.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
}

/** A body that was read, or the beginning of one that is too long. */
export type Body = { text: string } | { tooLarge: string } | { broken: true };

/** Beginning of a too long body that is kept, in bytes. */
const HEAD = 8192;

/**
 * Reads a body up to `limit` bytes, and no further than it takes to know that it is longer. Bytes that are no UTF-8 become U+FFFD.
 */
export async function readBody(request: Request, limit: number): Promise<Body> {
  const length = request.headers.get('content-length');
  try {
    // The server cuts a body at its announced length, so a short one can be read in one go.
    if (length !== null && Number(length) <= limit) {
      const text = await request.text();
      return text.length > limit ? { tooLarge: text.slice(0, HEAD) } : { text };
    }
    if (request.body === null) return { text: '' };
    const reader = request.body.getReader();
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      size += value.length;
      if (size > limit) {
        await reader.cancel().catch(() => undefined);
        return { tooLarge: new TextDecoder().decode(Buffer.concat(chunks).subarray(0, HEAD)) };
      }
    }
    return { text: new TextDecoder().decode(Buffer.concat(chunks)) };
  } catch {
    // The client went away in the middle.
    return { broken: true };
  }
}

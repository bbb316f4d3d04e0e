import type { ServerResponse } from 'node:http';

/** An answer, before it is known how it travels. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer> | null;
}

/** The answer as Hono takes it. */
export function toResponse({ status, headers, body }: Reply): Response {
  return new Response(body, { status, headers });
}

/** Sends the answer through `node:http`, head and body in one piece. */
export function sendReply(response: ServerResponse, { status, headers, body }: Reply): void {
  if (body !== null) headers['content-length'] = String(Buffer.byteLength(body));
  response.writeHead(status, headers).end(body ?? undefined);
}

import type { Problem } from '@desirepath/schema';

/** Seconds after which a client may try again what the disk refused. */
const RETRY_AFTER = 5;

/** A problem as an HTTP answer (RFC 9457). */
export function problemResponse(problem: Problem, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(problem.status === 503 ? { 'retry-after': String(RETRY_AFTER) } : {}),
      ...headers,
    },
  });
}

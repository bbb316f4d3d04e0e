import type { Problem } from '@desirepath/schema';

/** Seconds after which a client may try again what the disk refused. */
const RETRY_AFTER = 5;

/**
 * A problem as an HTTP answer (RFC 9457).
 *
 * @param problem with the seconds after which to try again, where that is known
 */
export function problemResponse(
  { retryAfter, ...problem }: Problem & { retryAfter?: number },
  headers: Record<string, string> = {},
): Response {
  const after = retryAfter ?? (problem.status === 503 ? RETRY_AFTER : undefined);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(after === undefined ? {} : { 'retry-after': String(after) }),
      // What is left of a body that was given up must not be taken for the next request.
      ...(problem.status === 408 ? { connection: 'close' } : {}),
      ...headers,
    },
  });
}

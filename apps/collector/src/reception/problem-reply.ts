import type { Problem } from '@desirepath/schema';
import { type Reply, toResponse } from './reply.ts';

/** Seconds after which a client may try again what the disk refused. */
const RETRY_AFTER = 5;

/**
 * A problem as an HTTP answer (RFC 9457).
 *
 * @param problem with the seconds after which to try again, where that is known
 */
export function problemReply(
  { retryAfter, ...problem }: Problem & { retryAfter?: number },
  headers: Record<string, string> = {},
): Reply {
  const after = retryAfter ?? (problem.status === 503 ? RETRY_AFTER : undefined);
  return {
    status: problem.status,
    body: JSON.stringify(problem),
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(after === undefined ? {} : { 'retry-after': String(after) }),
      // What is left of a body that was given up must not be taken for the next request.
      ...(problem.status === 408 ? { connection: 'close' } : {}),
      ...headers,
    },
  };
}

/** The same for Hono. */
export function problemResponse(
  problem: Problem & { retryAfter?: number },
  headers: Record<string, string> = {},
): Response {
  return toResponse(problemReply(problem, headers));
}

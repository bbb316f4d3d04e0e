import type { Problem } from '@desirepath/schema';

/** Seconds after which a question may be asked again that ClickHouse could not answer. */
const RETRY_AFTER = '2';

/** The HTTP answer that carries a problem (RFC 9457). A 401 names the way to sign in, as HTTP demands. */
export function problemResponse(problem: Problem): Response {
  const headers = new Headers({ 'content-type': 'application/problem+json; charset=utf-8' });
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer realm="desirepath"');
  if (problem.status === 503) headers.set('retry-after', RETRY_AFTER);
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

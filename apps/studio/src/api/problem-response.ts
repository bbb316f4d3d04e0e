import type { Problem } from '@desirepath/schema';

/** The HTTP answer that carries a problem (RFC 9457). A 401 names the way to sign in, as HTTP demands. */
export function problemResponse(problem: Problem): Response {
  const headers = new Headers({ 'content-type': 'application/problem+json; charset=utf-8' });
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer realm="desirepath"');
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

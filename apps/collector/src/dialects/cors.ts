import type { Site } from '@desirepath/schema';
import type { Context } from 'hono';
import { allowsOrigin } from '../gate/allows-origin.ts';
import type { SiteGate } from '../gate/site-gate.ts';
import { problemResponse } from '../problem-response.ts';
import { wrongOrigin } from '../serve/problems.ts';

/** Headers that the clients of the dialects send from a page. */
const HEADERS = [
  'authorization',
  'content-type',
  'x-retry-count',
  'anonymousid',
  'sentat',
  'sp-anonymous',
  'x-desirepath-key',
].join(', ');

/**
 * The very origin that asked, never `*`. Some clients ask with credentials, so they are allowed where the origin is; no cookie is
 * read or set.
 */
function corsHeaders(origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'retry-after',
    vary: 'Origin',
  };
}

/** What a page of the site, or of any where the site is not known, may read of an answer. */
export function corsFor(gate: SiteGate, site: Site | undefined, origin: string | undefined): Record<string, string> {
  if (origin === undefined) return {};
  const isAllowed = site === undefined ? gate.allowsSomewhere(origin) : allowsOrigin(site.origins, origin);
  return isAllowed ? corsHeaders(origin) : { vary: 'Origin' };
}

/** The answer to a preflight: it knows no site yet, so the origin must be that of any. */
export function preflight(c: Context, gate: SiteGate): Response {
  const origin = c.req.header('origin') ?? '';
  if (!gate.allowsSomewhere(origin)) return problemResponse(wrongOrigin(origin, undefined), { vary: 'Origin' });
  return new Response(null, {
    status: 204,
    headers: {
      ...corsHeaders(origin),
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': HEADERS,
      'access-control-max-age': '7200',
    },
  });
}

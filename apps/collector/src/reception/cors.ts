import type { Site } from '@desirepath/schema';
import { allowsOrigin } from '../gate/allows-origin.ts';
import type { SiteGate } from '../gate/site-gate.ts';
import { wrongOrigin } from '../serve/problems.ts';
import { problemReply } from './problem-reply.ts';
import type { Reply } from './reply.ts';

/** What the clients of a dialect need to be allowed to, beyond being heard. */
export interface CorsNeeds {
  /** Methods and headers that a preflight grants. */
  methods: string;
  headers: string;
  /** Some clients ask with credentials, so they are allowed where the origin is; no cookie is read or set. */
  credentials: boolean;
}

/** Our own tag. */
export const NATIVE_CORS: CorsNeeds = {
  methods: 'POST',
  headers: 'content-type, x-desirepath-key',
  credentials: false,
};

/** The clients of the dialects. */
export const DIALECT_CORS: CorsNeeds = {
  methods: 'GET, POST',
  headers: [
    'authorization',
    'content-type',
    'x-retry-count',
    'anonymousid',
    'sentat',
    'sp-anonymous',
    'x-desirepath-key',
  ].join(', '),
  credentials: true,
};

/**
 * What a page of the site, or of any where the site is not known, may read of an answer: the very origin that asked is named, never `*`.
 */
export function corsFor(
  gate: SiteGate,
  site: Site | undefined,
  origin: string | undefined,
  needs: CorsNeeds = DIALECT_CORS,
): Record<string, string> {
  if (origin === undefined) return {};
  const isAllowed = site === undefined ? gate.allowsSomewhere(origin) : allowsOrigin(site.origins, origin);
  if (!isAllowed) return { vary: 'Origin' };
  return {
    'access-control-allow-origin': origin,
    ...(needs.credentials ? { 'access-control-allow-credentials': 'true' } : {}),
    'access-control-expose-headers': 'retry-after',
    vary: 'Origin',
  };
}

/**
 * The answer to a preflight.
 *
 * @param site where a key in the URL names it; without one the origin must be that of any site
 */
export function preflight(gate: SiteGate, site: Site | undefined, origin: string, needs: CorsNeeds): Reply {
  const headers = corsFor(gate, site, origin, needs);
  if (headers['access-control-allow-origin'] === undefined) return problemReply(wrongOrigin(origin, site), headers);
  return {
    status: 204,
    body: null,
    headers: {
      ...headers,
      'access-control-allow-methods': needs.methods,
      'access-control-allow-headers': needs.headers,
      'access-control-max-age': '7200',
    },
  };
}

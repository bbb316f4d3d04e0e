import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiToken, Site } from '@desirepath/schema';
import { allowsOrigin } from './allows-origin.ts';

/** Who may do what. */
export interface SiteGate {
  /** The site of a write key. */
  byKey(key: string): Site | undefined;
  /** The sites that know a token, each with what the token may do there. */
  byToken(token: string): { site: Site; scope: ApiToken['scope'] }[];
  /** Whether any site allows the origin: all that a preflight can ask, as it has no body. */
  allowsSomewhere(origin: string): boolean;
}

/**
 * The gate of the given sites. Secrets are compared by their hashes and all of them every time, so the time it takes tells
 * nothing about them.
 */
export function createSiteGate(sites: readonly Site[]): SiteGate {
  const keys = sites.map((site) => ({ site, digest: sha256(site.write_key) }));
  const tokens = sites.flatMap((site) =>
    site.tokens.map((token) => ({ site, scope: token.scope, digest: Buffer.from(token.sha256, 'hex') })),
  );
  const origins = sites.flatMap((site) => site.origins);
  return {
    byKey(key) {
      const digest = sha256(key);
      return keys.filter((one) => timingSafeEqual(one.digest, digest))[0]?.site;
    },
    byToken(token) {
      const digest = sha256(token);
      return tokens.filter((one) => timingSafeEqual(one.digest, digest)).map(({ site, scope }) => ({ site, scope }));
    },
    allowsSomewhere: (origin) => allowsOrigin(origins, origin),
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

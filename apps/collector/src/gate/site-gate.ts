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
 * The gate of the given sites. Secrets are compared in blocks of one length, or by their hashes, and all of them every time, so the
 * time it takes tells nothing about them.
 */
export function createSiteGate(sites: readonly Site[]): SiteGate {
  const keys = sites.map((site) => ({ site, block: blockOf(site.write_key, Buffer.alloc(BLOCK)) }));
  const scratch = Buffer.alloc(BLOCK);
  const tokens = sites.flatMap((site) =>
    site.tokens.map((token) => ({ site, scope: token.scope, digest: Buffer.from(token.sha256, 'hex') })),
  );
  const origins = sites.flatMap((site) => site.origins);
  return {
    byKey(key) {
      blockOf(key, scratch);
      let found: Site | undefined;
      for (const one of keys) if (timingSafeEqual(one.block, scratch)) found ??= one.site;
      return found;
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

/** Bytes of a block: no write key comes near it. */
const BLOCK = 512;

/** Writes a key, with its length, into a block that is as long for every key. */
function blockOf(key: string, block: Buffer): Buffer {
  block.fill(0);
  block.writeUInt32LE(key.length, 0);
  block.write(key, 4);
  return block;
}

import { createHash } from 'node:crypto';
import type { ApiToken, Site } from '@desirepath/schema';

/** Finds the site of a token, or nothing. */
export type TokenIndex = (token: string) => { site: Site; token: ApiToken } | undefined;

/**
 * Indexes the tokens of all sites. What is looked up is the token's SHA-256, so the time it takes says nothing about
 * the secret.
 * @throws Error when two sites list the same token: it could not be told which one it reads
 */
export function tokenIndex(sites: readonly Site[]): TokenIndex {
  const byHash = new Map<string, { site: Site; token: ApiToken }>();
  for (const site of sites) {
    for (const token of site.tokens) {
      const other = byHash.get(token.sha256);
      if (other !== undefined && other.site.id !== site.id) {
        throw new Error(
          `The sites "${other.site.id}" and "${site.id}" list the same API token (${token.sha256.slice(0, 8)}…); give each its own.`,
        );
      }
      byHash.set(token.sha256, { site, token });
    }
  }
  return (token) => byHash.get(createHash('sha256').update(token).digest('hex'));
}

import { createHash, randomBytes } from 'node:crypto';
import type { ApiToken } from '@desirepath/schema';

/** A new secret: 192 random bits, with a prefix that tells people and scanners what it is. */
export function newSecret(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString('base64url')}`;
}

/** What is kept of a token: enough to know it again, nothing to use it with. */
export function keepToken(token: string, scope: ApiToken['scope'], label: string): ApiToken {
  return { sha256: createHash('sha256').update(token).digest('hex'), scope, label };
}

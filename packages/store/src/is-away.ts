import { StoreError } from './store-error.ts';

const CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EPIPE']);

/** Whether something failed because ClickHouse does not answer: it may be there again in a moment. */
export function isAway(error: unknown): boolean {
  if (error instanceof StoreError) return error.problem === 'unreachable';
  return error instanceof Error && 'code' in error && CODES.has(String(error.code));
}

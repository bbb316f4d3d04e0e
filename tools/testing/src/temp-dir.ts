import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty folder; `using` or `remove()` deletes it. */
export function tempDir(name = 'desirepath'): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `${name}-`));
  // An embedded ClickHouse may still be writing a merge into it.
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }) };
}

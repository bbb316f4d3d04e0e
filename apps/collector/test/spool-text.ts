import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All bytes of the spool of a collector's folder, each as a character. */
export function spoolText(folder: string): string {
  const spool = join(folder, 'spool');
  return readdirSync(spool)
    .map((name) => readFileSync(join(spool, name)).toString('latin1'))
    .join('\n');
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All bytes of the files of the spool in a collector's folder, each as a character. */
export function spoolText(folder: string): string {
  const spool = join(folder, 'spool');
  return readdirSync(spool)
    .filter((name) => !name.endsWith('.sock'))
    .map((name) => readFileSync(join(spool, name)).toString('latin1'))
    .join('\n');
}

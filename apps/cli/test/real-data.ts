import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

/** Folder with real shops' events, beside the repository; it is not part of it. */
const DIR = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/** Path of a file of real data, or undefined where it is not there. */
export function realData(name: string): string | undefined {
  const path = `${DIR}${name}`;
  return existsSync(path) ? path : undefined;
}

/** The rows of a small gzip CSV. */
export function readTable(path: string): Record<string, string>[] {
  return parse(gunzipSync(readFileSync(path)), { columns: true });
}

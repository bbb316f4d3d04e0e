import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
};

/** One file of the built pages, held in memory. */
export interface PageFile {
  type: string;
  etag: string;
  /** Its name holds the hash of its content, so it never changes. */
  hashed: boolean;
  /** The content, compressed once, at the first call that wants it so. */
  body(encoding: 'identity' | 'gzip' | 'br'): Uint8Array<ArrayBuffer>;
}

/**
 * Reads the built pages, a few hundred kilobytes, into memory.
 * @returns by path below the folder, `assets/index-3f2a.js`; nothing in it when the folder is not there
 */
export function loadPages(folder: string): Map<string, PageFile> {
  const files = new Map<string, PageFile>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path
      .slice(folder.length)
      .replace(/^[\\/]/, '')
      .split(sep)
      .join('/');
    const content = new Uint8Array(readFileSync(path));
    files.set(name, {
      type: TYPES[extname(name)] ?? 'application/octet-stream',
      etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
      hashed: name.startsWith('assets/'),
      body: encodings(content),
    });
  }
  return files;
}

function encodings(content: Uint8Array<ArrayBuffer>): PageFile['body'] {
  const made = new Map<string, Uint8Array<ArrayBuffer>>([['identity', content]]);
  return (encoding) => {
    const known = made.get(encoding);
    if (known !== undefined) return known;
    const body = new Uint8Array(encoding === 'br' ? brotliCompressSync(content) : gzipSync(content));
    made.set(encoding, body);
    return body;
  };
}

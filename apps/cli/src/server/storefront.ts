import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wrongCall } from '../shell/cli-error.ts';

/** The storefront that comes with the product. */
export const EXAMPLE_STOREFRONT = fileURLToPath(new URL('../../../../examples/storefront/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** What the pages' `{{collector}}` and `{{site}}` stand for. */
export interface StorefrontValues {
  /** Origin of the collector. */
  collector: string;
  /** Write key of the site. */
  site: string;
}

/** The file that a path asks for, or null; never one outside the folder or a hidden one. */
function fileOf(root: string, pathname: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (path.includes('\0') || path.split('/').some((part) => part.startsWith('.'))) return null;
  const file = normalize(join(root, path));
  if (file !== root && !file.startsWith(root + sep)) return null;
  const page = existsSync(file) && statSync(file).isDirectory() ? join(file, 'index.html') : file;
  // Only what a browser needs: not the map, not package.json.
  return TYPES[extname(page)] !== undefined && existsSync(page) && !page.endsWith('package.json') ? page : null;
}

/**
 * The folder of a storefront.
 *
 * @throws CliError (2) when there is no such folder
 */
export function storefrontFolder(dir: string): string {
  const root = resolve(dir);
  if (existsSync(root) && statSync(root).isDirectory()) return root;
  throw wrongCall(`There is no folder ${root}: name the folder that holds the pages with --storefront.`);
}

/**
 * Serves a folder of plain pages, as a shop's own web server would; the values are filled into its HTML.
 *
 * @throws CliError (2) when there is no such folder
 */
export function createStorefront(dir: string, values: StorefrontValues): (request: Request) => Response {
  const root = storefrontFolder(dir);
  return (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405 });
    const file = fileOf(root, new URL(request.url).pathname);
    if (file === null) {
      return new Response('There is no such page.\n', { status: 404, headers: { 'content-type': 'text/plain' } });
    }
    const headers = { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'cache-control': 'no-cache' };
    if (extname(file) !== '.html') return new Response(readFileSync(file), { headers });
    const html = readFileSync(file, 'utf8')
      .replaceAll('{{collector}}', values.collector)
      .replaceAll('{{site}}', values.site);
    return new Response(html, { headers });
  };
}

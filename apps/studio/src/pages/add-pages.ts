import { problem } from '@desirepath/schema';
import type { Context, Hono } from 'hono';
import { problemResponse } from '../api/problem-response.ts';
import { loadPages, type PageFile } from './load-pages.ts';
import { PAGE_HEADERS } from './page-headers.ts';

/** Paths that show the pages' one HTML document. */
const PAGE_PATHS = ['/', '/live'] as const;

/**
 * Serves the built pages. Only their own paths are taken, and headers are set answer by answer, so that the studio can
 * share a port with the collector.
 */
export function addPages(app: Hono, folder: string): void {
  const files = loadPages(folder);
  const serve = (c: Context, name: string) => {
    const file = files.get(name);
    return file === undefined ? notThere(c, files.size === 0) : fileResponse(c, file);
  };
  for (const path of PAGE_PATHS) app.get(path, (c) => serve(c, 'index.html'));
  app.get('/assets/*', (c) => serve(c, c.req.path.slice(1)));
  app.get('/favicon.svg', (c) => serve(c, 'favicon.svg'));
}

function fileResponse(c: Context, file: PageFile): Response {
  const encoding = acceptable(c.req.header('accept-encoding') ?? '');
  const headers = {
    ...PAGE_HEADERS,
    'content-type': file.type,
    'cache-control': file.hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
  };
  if (c.req.header('if-none-match')?.includes(file.etag)) return c.body(null, 304, headers);
  return c.body(file.body(encoding), 200, {
    ...headers,
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
  });
}

/** The best encoding the caller takes; `q=0` refuses one. */
function acceptable(header: string): 'identity' | 'gzip' | 'br' {
  const takes = (name: string) =>
    new RegExp(`(?:^|,)\\s*${name}\\s*(?:,|$|;(?!\\s*q=0(?:\\.0*)?\\s*(?:,|$)))`, 'i').test(header);
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : 'identity';
}

/** Names the pages that there are; `empty`: none are, for they have not been built. */
export function notThere(c: Context, empty = false): Response {
  return problemResponse(
    empty
      ? problem('pages_missing', 503, 'Pages missing', 'The pages are not built; run `pnpm build`, then start again.')
      : problem('not_found', 404, 'Not found', `There is no ${c.req.path}; the map is at /, the live page at /live.`),
  );
}

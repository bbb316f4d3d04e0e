import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { problem } from '@desirepath/schema';
import { type Context, Hono } from 'hono';
import { problemResponse } from '../reception/problem-reply.ts';
import { choosePacking, type PackedFile, packFile } from './packed-file.ts';

interface SdkFile extends PackedFile {
  hash: string;
  /** For the attribute `integrity` of a script. */
  integrity: string;
}

const NAMES = /^dp[a-z-]*\.js$/;

/**
 * The tag and its further files: `/dp.<hash>.js` is one build and never changes, `/dp.js` leads to the present one, and a browser asks
 * about it again after five minutes. `/dp.json` tells the present addresses and what `integrity` they have. Any site may load them.
 * They travel as small as the browser takes them: packed once, when they are first asked for.
 *
 * @param folder where the built files are; by default those of the SDK package
 */
export function sdkRoutes(folder = sdkFolder()): Hono {
  const app = new Hono();
  let files: Promise<Map<string, SdkFile>> | undefined;
  app.get('/dp.json', async (c) => {
    files ??= readFiles(folder);
    const list = [...(await files)].map(([name, { hash, integrity }]) => [
      name,
      { path: hashedName(name, hash), integrity },
    ]);
    return c.json(Object.fromEntries(list), 200, { ...PUBLIC, 'cache-control': A_WHILE });
  });
  app.get('/:file{dp[a-z-]*(\\.[0-9a-f]{16})?\\.js}', async (c) => {
    files ??= readFiles(folder);
    const [, base = '', hash] = /^(dp[a-z-]*)(?:\.([0-9a-f]{16}))?\.js$/.exec(c.req.param('file')) ?? [];
    const file = (await files).get(`${base}.js`);
    // A build that was not there yet may be there the next time.
    if (file === undefined) files = undefined;
    if (file === undefined || (hash !== undefined && hash !== file.hash)) return notFound(base, hash);
    if (hash !== undefined) return answer(c, file);
    // Relative, so that it leads to the same place below whatever path a shop gives the collector.
    const location = hashedName(`${base}.js`, file.hash) + new URL(c.req.url).search;
    return new Response(null, { status: 302, headers: { ...PUBLIC, location, 'cache-control': A_WHILE } });
  });
  return app;
}

/**
 * The line that loads one build of the tag and no other: a browser runs it only if it is that, byte by byte.
 *
 * @param origin of the collector
 * @returns undefined when the tag is not built
 */
export async function pinnedTag(origin: string, writeKey: string): Promise<string | undefined> {
  const bytes = await readFile(join(sdkFolder(), 'dp.js')).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const { hash, integrity } = hashesOf(bytes);
  const src = `${origin}/${hashedName('dp.js', hash)}`;
  return `<script defer src="${src}" integrity="${integrity}" crossorigin data-site="${writeKey}"></script>`;
}

const A_WHILE = 'public, max-age=300, stale-while-revalidate=3600';
/** A public file: a module, or a script with an integrity hash, is only run when this is said. */
const PUBLIC = { 'cross-origin-resource-policy': 'cross-origin', 'access-control-allow-origin': '*' };

function hashesOf(bytes: Buffer): { hash: string; integrity: string } {
  return {
    hash: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
  };
}

function hashedName(name: string, hash: string): string {
  return name.replace(/\.js$/, `.${hash}.js`);
}

function answer(c: Context, file: SdkFile): Response {
  const { encoding, bytes } = choosePacking(file, c.req.header('accept-encoding'));
  // Each form has a tag of its own, so that a cache never takes one for the other.
  const etag = `"${file.hash}${encoding === '' ? '' : `-${encoding}`}"`;
  const headers = {
    ...PUBLIC,
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    vary: 'Accept-Encoding',
    etag,
  };
  const known = (c.req.header('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(bytes), {
    headers: encoding === '' ? headers : { ...headers, 'content-encoding': encoding },
  });
}

function notFound(base: string, hash: string | undefined): Response {
  const detail =
    hash === undefined
      ? `The file ${base}.js is not there; build the project, or look for a typing error.`
      : `This version of ${base}.js is not there any more; load /${base}.js.`;
  return problemResponse(problem('no_such_file', 404, 'No such file', detail));
}

async function readFiles(folder: string): Promise<Map<string, SdkFile>> {
  const files = new Map<string, SdkFile>();
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => NAMES.test(one))) {
    const bytes = await readFile(join(folder, name));
    files.set(name, {
      ...(await packFile(bytes)),
      ...hashesOf(bytes),
    });
  }
  return files;
}

function sdkFolder(): string {
  try {
    const require = createRequire(import.meta.url);
    return dirname(require.resolve('@desirepath/sdk'));
  } catch {
    // Not built: every file is "not there", and the collector works all the same.
    return '';
  }
}

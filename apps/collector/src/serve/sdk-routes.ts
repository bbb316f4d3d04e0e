import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { problem } from '@desirepath/schema';
import { type Context, Hono } from 'hono';
import { type Logger, SILENT } from '../logger.ts';
import { problemResponse } from '../reception/problem-reply.ts';
import { choosePacking, type PackedFile, packFile } from './packed-file.ts';
import { keepBuild, keptBuilds, readBuild, type TagBuild, type TagFile } from './tag-builds.ts';

/** Options of {@link sdkRoutes}. */
export interface SdkOptions {
  /** Where the built files are; by default those of the SDK package. */
  folder?: string | undefined;
  /** Where every build that was ever the present one is kept; by default none is. */
  keptIn?: string | undefined;
  /** Milliseconds since 1970. */
  now?: () => number;
  log?: Logger;
}

/**
 * The tag and its further files: `/dp.<build>/dp.js` is that of one build and never changes, and as the tag looks for its further files
 * beside it, it finds those of the same build there. `/dp.js` leads to the present one, and a browser asks about it again after five
 * minutes. `/dp.json` tells the present addresses and what `integrity` they have. Any site may load them. They travel as small as the
 * browser takes them: packed once, when they are first asked for.
 */
export function sdkRoutes({ folder = sdkFolder(), keptIn, now = Date.now, log = SILENT }: SdkOptions = {}): Hono {
  const app = new Hono();
  const packed = new Map<string, Promise<PackedFile>>();
  const pack = (file: TagFile): Promise<PackedFile> => {
    const found = packed.get(file.hash) ?? packFile(file.bytes);
    packed.set(file.hash, found);
    return found;
  };
  let former: Map<string, TagBuild> | undefined;
  const look = (): TagBuild | undefined => {
    former = undefined;
    const build = readBuild(folder);
    try {
      if (build !== undefined && keptIn !== undefined) keepBuild(build, keptIn, now());
    } catch (error) {
      log.warn({}, `This build of the tag could not be kept for later: ${error}`);
    }
    return build;
  };
  let present = look();
  const buildOf = (id: string): TagBuild | undefined => {
    if (id === present?.id) return present;
    former ??= keptIn === undefined ? new Map() : keptBuilds(keptIn);
    return former.get(id);
  };

  app.get('/dp.json', (c) => {
    const { id = '', files = [] } = present ?? {};
    const list = [...files].map(([name, { integrity }]) => [name, { path: pathIn(id, name), integrity }]);
    return c.json(Object.fromEntries(list), 200, { ...PUBLIC, 'cache-control': A_WHILE });
  });
  app.get('/:build{dp\\.[0-9a-f]{16}}/:file{dp[a-z-]*\\.js}', async (c) => {
    const { build, file: name } = c.req.param();
    const file = buildOf(build.slice('dp.'.length))?.files.get(name);
    if (file !== undefined) return answer(c, file, await pack(file));
    return notFound(`This version of ${name} is not there any more; load /${name}.`);
  });
  app.get('/:file{dp[a-z-]*\\.js}', (c) => {
    const name = c.req.param('file');
    // A build that was not there yet may be there by now.
    if (!present?.files.has(name)) present = look();
    if (!present?.files.has(name))
      return notFound(`The file ${name} is not there; build the project, or look for a typing error.`);
    // Relative, so that it leads to the same place below whatever path a shop gives the collector.
    const location = pathIn(present.id, name) + new URL(c.req.url).search;
    return new Response(null, { status: 302, headers: { ...PUBLIC, location, 'cache-control': A_WHILE } });
  });
  return app;
}

/**
 * The line that loads one build of the tag and no other: a browser runs it only if it is that, byte by byte.
 *
 * @param origin of the collector
 * @param folder where the built files are; by default those of the SDK package
 * @returns undefined when the tag is not built
 */
export function pinnedTag(origin: string, writeKey: string, folder = sdkFolder()): string | undefined {
  const build = readBuild(folder);
  const core = build?.files.get('dp.js');
  if (build === undefined || core === undefined) return undefined;
  const src = `${origin}/${pathIn(build.id, 'dp.js')}`;
  // Events would go beside the script, too.
  return `<script defer src="${src}" integrity="${core.integrity}" crossorigin data-site="${writeKey}" data-endpoint="${origin}"></script>`;
}

const A_WHILE = 'public, max-age=300, stale-while-revalidate=3600';
/** A public file: a module, or a script with an integrity hash, is only run when this is said. */
const PUBLIC = { 'cross-origin-resource-policy': 'cross-origin', 'access-control-allow-origin': '*' };

function pathIn(build: string, name: string): string {
  return `dp.${build}/${name}`;
}

function answer(c: Context, { hash }: TagFile, packed: PackedFile): Response {
  const { encoding, bytes } = choosePacking(packed, c.req.header('accept-encoding'));
  // Each form has a tag of its own, so that a cache never takes one for the other.
  const etag = `"${hash}${encoding === '' ? '' : `-${encoding}`}"`;
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

function notFound(detail: string): Response {
  return problemResponse(problem('no_such_file', 404, 'No such file', detail));
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

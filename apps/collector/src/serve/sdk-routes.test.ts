// The tag as browsers load it, over several builds of it: what a page names stays what it was.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@desirepath/testing';
import type { Hono } from 'hono';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { pinnedTag, sdkRoutes } from './sdk-routes.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);
const root = tempDir('sdk-routes');
const folder = join(root.path, 'sdk');
const keptIn = join(root.path, 'tag');
afterAll(() => root.remove());
beforeEach(() => {
  rmSync(keptIn, { recursive: true, force: true });
});

/** Puts a build in the place of the one before, and starts anew. */
function release(core: string, now = NOW): Hono {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(join(folder, 'dp.js'), core);
  writeFileSync(join(folder, 'dp-vitals.js'), `/* of */ ${core}`);
  return sdkRoutes({ folder, keptIn, now: () => now });
}
const placeOf = async (app: Hono, name: string) => (await app.request(`/${name}`)).headers.get('location') ?? '';
const text = async (app: Hono, path: string) => {
  const response = await app.request(path);
  return response.ok ? response.text() : response.status;
};

test('a build that a page names is there after a release, with its own further files', async () => {
  const first = release('console.log(1)');
  const src = /src="([^"]+)"/.exec(pinnedTag('https://collect.example', 'wk', folder) ?? '')?.[1] ?? '';
  const pinned = new URL(src).pathname;
  expect(pinned).toBe(`/${await placeOf(first, 'dp.js')}`);
  const before = await first.request(pinned);
  const second = release('console.log(2)');
  expect(await placeOf(second, 'dp.js')).not.toBe(pinned.slice(1));
  const after = await second.request(pinned);
  expect(after.status).toBe(200);
  expect(Object.fromEntries(after.headers)).toEqual(Object.fromEntries(before.headers));
  expect(await after.text()).toBe('console.log(1)');
  // As the tag looks for them: beside itself.
  const beside = new URL('dp-vitals.js', src).pathname;
  expect(await text(second, beside)).toBe('/* of */ console.log(1)');
  expect(await text(second, `/${await placeOf(second, 'dp-vitals.js')}`)).toBe('/* of */ console.log(2)');
});

test('the line says how the file must be, and where events go', () => {
  release('console.log(1)');
  const integrity = `sha384-${createHash('sha384').update('console.log(1)').digest('base64')}`;
  const line = pinnedTag('https://collect.example', 'wk', folder);
  expect(line).toMatch(/^<script defer src="https:\/\/collect\.example\/dp\.[0-9a-f]{16}\/dp\.js" /);
  expect(line).toContain(`integrity="${integrity}" crossorigin data-site="wk" data-endpoint="https://collect.example"`);
});

test('a build is there for a year after it was last the present one, and a hundred are at most', async () => {
  const old = await placeOf(release('console.log("old")', NOW - 400 * DAY), 'dp.js');
  // Begun again with the same build: it was the present one until then.
  const used = await placeOf(release('console.log("used")', NOW - 390 * DAY), 'dp.js');
  release('console.log("used")', NOW - 300 * DAY);
  const app = release('console.log("new")');
  expect(await text(app, `/${old}`)).toBe(404);
  expect(await text(app, `/${used}`)).toBe('console.log("used")');
  for (let no = 0; no < 110; no++) release(`console.log(${no})`, NOW + no);
  expect(readdirSync(keptIn)).toHaveLength(100);
});

test('what was damaged, or was never a build, is not served', async () => {
  const place = await placeOf(release('console.log(1)'), 'dp.js');
  const app = release('console.log(2)');
  writeFileSync(join(keptIn, place.slice(3, 19), 'dp.js'), 'console.log(');
  writeFileSync(join(keptIn, place.slice(3, 19), 'secret.js'), 'no');
  for (const path of [`/${place}`, '/dp.0123456789abcdef/dp.js', `/${place.slice(0, 19)}/secret.js`]) {
    expect(await text(app, path)).toBe(404);
  }
});

test('without a folder to keep them in, or one that cannot be written, the present build is served all the same', async () => {
  release('console.log(1)');
  writeFileSync(join(root.path, 'file'), '');
  for (const nowhere of [undefined, join(root.path, 'file')]) {
    const warnings: string[] = [];
    const log = { info: () => {}, warn: (_: object, line: string) => warnings.push(line), error: () => {} };
    const app = sdkRoutes({ folder, keptIn: nowhere, now: () => NOW, log });
    expect(await text(app, `/${await placeOf(app, 'dp.js')}`)).toBe('console.log(1)');
    expect(await text(app, '/dp.0123456789abcdef/dp.js')).toBe(404);
    expect(warnings).toHaveLength(nowhere === undefined ? 0 : 1);
  }
  expect(existsSync(keptIn)).toBe(true);
});

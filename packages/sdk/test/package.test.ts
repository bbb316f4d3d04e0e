// The package as a shop gets it: only what is published, in a folder where nothing else of ours is.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import type { Survey as WiredSurvey } from '@desirepath/schema';
import { tempDir } from '@desirepath/testing';
import * as terser from '@rollup/plugin-terser';
import { type Plugin, rollup } from 'rollup';
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import type { Survey } from '../src/index.ts';

const run = promisify(execFile);
// Its types say that the module itself is the function, which holds for CommonJS alone.
const minify = terser.default as unknown as () => Plugin;
const from = fileURLToPath(new URL('../', import.meta.url));
const shop = tempDir('shop');
const manifest = JSON.parse(readFileSync(`${from}package.json`, 'utf8')) as {
  files: string[];
  exports: Record<string, string | { types: string; default: string }>;
};

beforeAll(() => {
  const to = join(shop.path, 'node_modules/@desirepath/sdk');
  mkdirSync(to, { recursive: true });
  for (const file of [...manifest.files, 'package.json']) cpSync(join(from, file), join(to, file), { recursive: true });
  mkdirSync(join(shop.path, 'node_modules/@types'));
  for (const name of ['react', 'vue', '@types/react']) {
    symlinkSync(join(from, 'node_modules', name), join(shop.path, 'node_modules', name));
  }
  writeFileSync(join(shop.path, 'package.json'), '{ "type": "module" }');
});
afterAll(() => shop.remove());

test('every entry is there, with its types, and can be imported where there is no page', async () => {
  for (const entry of Object.values(manifest.exports)) {
    for (const file of typeof entry === 'string' ? [entry] : Object.values(entry)) {
      expect(existsSync(join(shop.path, 'node_modules/@desirepath/sdk', file)), file).toBe(true);
    }
  }
  const entries = Object.keys(manifest.exports)
    .filter((path) => !/\.js(on)?$/.test(path))
    .map((path) => join('@desirepath/sdk', path));
  expect(entries).toEqual([
    '@desirepath/sdk',
    '@desirepath/sdk/mapper',
    '@desirepath/sdk/react',
    '@desirepath/sdk/vue',
  ]);
  writeFileSync(
    join(shop.path, 'server.js'),
    `${entries.map((path, at) => `import * as entry${at} from '${path}';`).join('\n')}
    entry0.init({ site: 'wk', endpoint: 'https://collect.shop.example' });
    entry0.track('purchase');
    entry0.survey({ name: 'a', kind: 'csat', after: 'purchase' });
    process.stdout.write(entry1.dataLayerEvent({ event: 'search', search_term: 'oak' })[0]);`,
  );
  expect((await run(process.execPath, [join(shop.path, 'server.js')])).stdout).toBe('search');
});

/** A shop's own file: each expected error that does not come is an error itself. */
const USE = `
import { dataLayerEvent, init, survey, track, type Ga4Item } from '@desirepath/sdk';
import { shopifyEvent } from '@desirepath/sdk/mapper';
import { useDesirepath } from '@desirepath/sdk/react';
import { desirepath, useDesirepath as functions } from '@desirepath/sdk/vue';
import { createApp } from 'vue';

init({ site: 'wk', endpoint: 'https://collect.shop.example' });
const lamp: Ga4Item = { item_id: 'LAMP-7', price: 19.9, colour: 'black' };
track('add_to_cart', { currency: 'EUR', value: 19.9, items: [lamp] });
track('something_of_our_own', { colour: 'black' });
// @ts-expect-error an order has an id
track('purchase', { currency: 'EUR', value: 1, items: [] });
// @ts-expect-error a price is a number, or a text
track('view_item', { currency: 'EUR', value: 1, items: [{ price: true }] });
window.desirepath?.('event', 'search', { search_term: 'oak' });
// @ts-expect-error what is searched for has a name
window.desirepath?.('event', 'search', { query: 'oak' });
window.desirepath?.('consent', 'pending');
// @ts-expect-error a state of consent
window.desirepath?.('consent', 'maybe');
// @ts-expect-error no such command
window.desirepath?.('forget');
window.dataLayer?.push({ event: 'search', search_term: 'oak' });
survey({ name: 'a', kind: 'question', leaving: ['/checkout/*'], texts: { en: { question: 'Why?' } } });
// @ts-expect-error no such kind
survey({ name: 'a', kind: 'ces', after: 'purchase' });
const [name]: [string, unknown] = dataLayerEvent({ event: 'search' }) ?? shopifyEvent({ name: 'page_viewed' }) ?? ['', {}];
useDesirepath({ site: 'wk', endpoint: '' }).track(name);
// @ts-expect-error a site is needed
useDesirepath({ endpoint: '' });
createApp({}).use(desirepath, { site: 'wk', endpoint: '' });
// @ts-expect-error options are needed
createApp({}).use(desirepath);
functions().identify('C-1815');
`;

const checked = async (moduleResolution: string): Promise<string> => {
  const folder = join(shop.path, moduleResolution);
  mkdirSync(folder);
  writeFileSync(join(folder, 'use.ts'), USE);
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    // Of our own files anything that were missing would be "any", and then the errors expected would not come.
    skipLibCheck: true,
    noEmit: true,
    target: 'ES2022',
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    module: moduleResolution === 'bundler' ? 'ESNext' : 'NodeNext',
    moduleResolution,
    types: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
  const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
  return (await run(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => error)).stdout;
};

test('its types hold what they promise, resolved as bundlers do and as Node does', async () => {
  expect(await Promise.all(['bundler', 'nodenext'].map(checked))).toEqual(['', '']);
});

test('the types of a survey are those of its schema', () => {
  expectTypeOf<Survey>().toExtend<WiredSurvey>();
  expectTypeOf<WiredSurvey>().toExtend<Survey>();
});

test.each(['react', 'vue'])('the helper for %s weighs at most 300 bytes', async (name) => {
  const bundle = await rollup({
    input: `${from}dist/${name}.js`,
    external: (id) => !id.startsWith('/'),
    plugins: [minify()],
  });
  const { output } = await bundle.generate({ format: 'es' });
  const weight = brotliCompressSync(output[0].code).length;
  expect(weight).toBeLessThanOrEqual(300);
  const page = readFileSync(new URL('../../../docs/tag.md', import.meta.url), 'utf8');
  expect(page).toMatch(new RegExp(`^\\| \`@desirepath/sdk/${name}\` *\\| ${weight} *\\|`, 'm'));
});

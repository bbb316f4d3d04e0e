// The examples as their readers will run them, and the helpers of frameworks in real apps.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createContext, Script } from 'node:vm';
import type { Envelope } from '@desirepath/schema';
import { tempDir } from '@desirepath/testing';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import type { Page } from 'playwright-core';
import { rollup } from 'rollup';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { browser, recorder, shop, withRecordedShop } from './recorded-shop.ts';

const examples = fileURLToPath(new URL('../../../examples/', import.meta.url));
const folder = tempDir('examples');
/** Every path that is no file is this page, as with any single-page shop. */
let index: () => string;

withRecordedShop((path) => {
  if (path === '/favicon.ico') return undefined;
  return path.startsWith('/assets/') ? readFileSync(join(folder.path, path)) : index();
});
beforeAll(() => {
  vi.stubEnv('VITE_SITE', 'wk_test');
  // React's other build runs effects twice.
  vi.stubEnv('NODE_ENV', 'production');
});
afterAll(() => {
  folder.remove();
  vi.unstubAllEnvs();
});
beforeEach(() => {
  vi.stubEnv('VITE_COLLECTOR', recorder.origin);
});

const names = () => recorder.stored().map(({ name }) => name);
async function open(path: string): Promise<{ page: Page; errors: string[] }> {
  const page = await (await browser.newContext()).newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(shop.origin + path);
  return { page, errors };
}
const bundled = (root: string, input: string) =>
  build({
    root,
    logLevel: 'silent',
    build: { outDir: folder.path, emptyOutDir: true, rollupOptions: { input: join(root, input) } },
  });

test('spa: React, with a router of its own', async () => {
  await bundled(`${examples}spa`, 'index.html');
  index = () => readFileSync(join(folder.path, 'index.html'), 'utf8');
  const { page, errors } = await open('/');
  await page.click('text=Desk lamp');
  await page.click('text=Add to basket');
  await page.goBack();
  await vi.waitFor(() => expect(names()).toEqual(['page_view', 'page_view', 'view_item', 'add_to_cart', 'page_view']), {
    timeout: 10_000,
  });
  expect(recorder.stored().map(({ page: at }) => at?.url?.replace(shop.origin, ''))).toEqual([
    '/',
    '/lamp',
    '/lamp',
    '/lamp',
    '/',
  ]);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('Vue: the plugin, the composable and the property of templates', async () => {
  await bundled(fileURLToPath(new URL('.', import.meta.url)), 'vue-shop.js');
  const [script] = readdirSync(join(folder.path, 'assets'));
  index = () =>
    `<!doctype html><html lang="en"><title>Vue</title><div id="app"></div><script type="module" src="/assets/${script}"></script>`;
  const { page, errors } = await open('/');
  await page.click('button');
  await vi.waitFor(() => expect(names()).toEqual(['page_view', 'identify', 'add_to_cart']), { timeout: 10_000 });
  expect(await page.textContent('button')).toBe('1 in the basket');
  expect(errors).toEqual([]);
  await page.context().close();
});

test('tag-manager: what waits for the banner is sent after it, what was pushed before the tag included', async () => {
  const text = readFileSync(`${examples}tag-manager/index.html`, 'utf8');
  index = () => text.replaceAll('{{collector}}', recorder.origin).replaceAll('{{site}}', 'wk_test');
  const { page, errors } = await open('/lamp');
  await page.click('#add');
  await page.waitForLoadState('networkidle');
  expect(names()).toEqual([]);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await page.click('#yes');
  await vi.waitFor(
    () =>
      expect(names().filter((name) => !/engagement|click/.test(name))).toEqual([
        'page_view',
        'view_item',
        'add_to_cart',
      ]),
    { timeout: 10_000 },
  );
  expect(errors).toEqual([]);
  await page.context().close();
});

test('server-side: sent twice, the ids are the same', async () => {
  const send = () =>
    promisify(execFile)(process.execPath, [
      `${examples}server-side/send-touchpoints.js`,
      recorder.origin,
      'wk_test',
      'C-1815',
      'FH-1',
    ]);
  expect((await send()).stdout).toMatch(/^200 /);
  const first = recorder.stored();
  expect(first.map(({ name, channel, user_id }) => [name, channel, user_id])).toEqual([
    ['delivery', 'delivery', 'C-1815'],
    ['support_contact', 'support', 'C-1815'],
  ]);
  await send();
  expect(recorder.requests).toHaveLength(2);
  expect(recorder.stored()).toHaveLength(2);
});

test('shopify-pixel: runs where there is no page, nor anything else but what Shopify gives', async () => {
  const bundle = await rollup({ input: `${examples}shopify-pixel/pixel.js`, plugins: [nodeResolve()] });
  const { output } = await bundle.generate({ format: 'iife' });
  const sent: [url: string, init: { body: string }][] = [];
  const heard = new Map<string, (event: object) => unknown>();
  let cookie = '0193aa7e4c00-3f0d5a2b';
  const sandbox = createContext({
    analytics: { subscribe: (name: string, listener: (event: object) => unknown) => heard.set(name, listener) },
    browser: { cookie: { get: async (name: string) => (name === 'dp' ? cookie : '') } },
    crypto: { randomUUID: () => '0193aa7e-4c00-4000-8000-3f0d5a2b9c11' },
    fetch: (...call: (typeof sent)[number]) => {
      sent.push(call);
    },
  });
  new Script(output[0].code).runInContext(sandbox);
  // Pages, products and baskets are the tag's, which counts them already.
  expect([...heard.keys()]).toEqual([
    'checkout_started',
    'checkout_shipping_info_submitted',
    'payment_info_submitted',
    'checkout_completed',
  ]);
  const context = { document: { location: { href: 'https://shop.example/checkouts/1' }, title: 'Pay', referrer: '' } };
  const event = { clientId: 'c-1', timestamp: '2026-11-22T10:00:00.000Z', context, name: 'checkout_completed' };
  const hear = (data: object) => heard.get('checkout_completed')?.({ ...event, data });
  await hear({});
  await hear({ checkout: { currencyCode: 'EUR', totalPrice: { amount: 119 }, order: { id: 'T1' }, lineItems: [] } });
  expect(sent).toHaveLength(1);
  const envelope = JSON.parse(sent[0]?.[1].body ?? '') as Envelope;
  expect(envelope).toMatchObject({ visitor: cookie, page: { url: 'https://shop.example/checkouts/1' } });
  expect(envelope.events).toEqual([
    {
      id: '0193aa7e-4c00-4000-8000-3f0d5a2b9c11',
      name: 'purchase',
      time: '2026-11-22T10:00:00.000Z',
      params: { currency: 'EUR', value: 119, transaction_id: 'T1', items: [] },
    },
  ]);
  // Without the tag in the theme.
  cookie = '';
  await hear({ checkout: { order: { id: 'T2' } } });
  expect(JSON.parse(sent[1]?.[1].body ?? '')).toMatchObject({ visitor: 'c-1' });
});

// The tag under a path and a name of the shop's own, as docs/tag.md sets it up: a proxy in front of the real collector,
// and a real browser that never hears of anybody but the shop.
import { readFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import { openSpool, type Spool } from '@desirepath/spool';
import { openStore, type Store } from '@desirepath/store';
import { launchBrowser, tempDir } from '@desirepath/testing';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Collector, createCollector } from '../src/index.ts';
import { loopback } from './loopback.ts';
import { CHROME, SITES } from './open-collector.ts';

const root = tempDir('first-party');
const { serve, close: closeServers } = loopback();
let store: Store;
let spool: Spool;
let collector: Collector;
let shop: string;

beforeAll(async () => {
  store = await openStore({ path: `${root.path}/clickhouse` });
  await store.migrate();
  spool = await openSpool({ dir: `${root.path}/spool` });
  let behind = '';
  // What nginx does with the lines of docs/tag.md.
  const docs = readFileSync(new URL('../../../docs/tag.md', import.meta.url), 'utf8');
  const isPassed = new RegExp(/location ~ (\S+) \{/.exec(docs)?.[1] ?? '^$');
  shop = await serve((request, response) => {
    const path = request.url ?? '/';
    if (!path.startsWith('/assets/')) {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,">
        <script defer src="/assets/x.js" data-site="shop_write_key"></script></head><body><button>Buy</button></body></html>`);
      return;
    }
    if (path !== '/assets/x.js' && !isPassed.test(path.replace(/\?.*/, ''))) {
      response.statusCode = 404;
      response.end();
      return;
    }
    const to = behind + (path === '/assets/x.js' ? '/dp.js' : path.slice('/assets'.length));
    const { host, ...headers } = request.headers;
    const passed = ask(to, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  const site = { ...SITES[0], origins: [shop] } as (typeof SITES)[number];
  collector = createCollector({ sites: [site], spool, store, limits: { shipEveryMs: 50 } });
  collector.start();
  behind = await serve(getRequestListener(collector.app.fetch));
});
afterAll(async () => {
  closeServers();
  await collector.close();
  await spool.close();
  await store.close();
  root.remove();
});

test("a tag of the shop's own: any name, its further files and events beside it, a cookie of the server, no third party", async () => {
  const browser = await launchBrowser([`--user-agent=${CHROME}`]);
  const context = await browser.newContext();
  const page = await context.newPage();
  const asked: string[] = [];
  context.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
  const answered = page.waitForResponse('**/v1/events');
  await page.goto(`${shop}/lamps`);
  await page.waitForFunction(() => window.desirepath?.x);
  await page.evaluate(() => window.desirepath?.('event', 'add_to_cart', { currency: 'EUR', value: 19.9, items: [] }));
  await page.click('button');
  const { 'set-cookie': cookie } = await (await answered).allHeaders();
  // What is left goes by beacon.
  await page.goto(`${shop}/basket`);

  const names = async (): Promise<string[]> => {
    await collector.drain();
    const rows = await store.read<{ name: string }>({ text: 'SELECT name FROM events ORDER BY name', params: {} });
    return rows.map(({ name }) => name);
  };
  const expected = ['add_to_cart', 'element_click', 'page_view', 'page_view'];
  await vi.waitFor(async () => expect(await names()).toEqual(expect.arrayContaining(expected)), { timeout: 10_000 });

  expect(asked.filter((line) => !line.includes(` ${shop}/`))).toEqual([]);
  const paths = [...new Set(asked.map((line) => line.replace(` ${shop}`, ' ').replace(/\.[0-9a-f]{16}\//, '.#/')))];
  expect(paths.toSorted()).toEqual([
    'GET /assets/dp-experience.js',
    'GET /assets/dp-vitals.js',
    'GET /assets/dp.#/dp-experience.js',
    'GET /assets/dp.#/dp-vitals.js',
    'GET /assets/dp.#/dp.js',
    'GET /assets/x.js',
    'GET /basket',
    'GET /lamps',
    'POST /assets/v1/events',
  ]);
  // Of the collector there is nothing else.
  for (const path of ['metrics', 'v1/doctor', 'v1/import', 'dp.json', 'dp.x/../metrics'])
    expect((await fetch(`${shop}/assets/${path}`)).status, path).toBe(404);
  expect((await fetch(`${shop}/assets/v1/surveys?key=shop_write_key`)).status).toBe(200);
  const visitor = await page.evaluate(() => JSON.parse(localStorage.getItem('dp') ?? '{}').v as string);
  expect(cookie).toMatch(new RegExp(`^dp=${visitor};.*max-age=`, 'i'));
  expect((await context.cookies()).map(({ name, value }) => [name, value])).toEqual([['dp', visitor]]);
  await browser.close();
});

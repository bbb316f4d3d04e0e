// The built tag in a real browser against the real collector: whatever happens to a page, each of its events is in
// ClickHouse, once. What is asserted is what the table holds.
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSpool, type Spool } from '@desirepath/spool';
import { openStore, type Store } from '@desirepath/store';
import { launchBrowser, tempDir } from '@desirepath/testing';
import { getRequestListener } from '@hono/node-server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Collector, createCollector } from '../src/index.ts';
import { loopback } from './loopback.ts';
import { SITES } from './open-collector.ts';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type Context = Awaited<ReturnType<Browser['newContext']>>;
type Page = Awaited<ReturnType<Context['newPage']>>;

/** A browser that says it is headless is a bot to the collector. */
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';
const root = tempDir('tag-delivery');
let store: Store;
let spool: Spool;
let collector: Collector;
let browser: Browser;
let context: Context;
let page: Page;
let shop: string;
let stranger: string;
const { serve, close: closeServers } = loopback();
/** Stands for a restart of the collector: answers nothing else meanwhile. */
let isDown = false;
let posts = 0;
let preflights = 0;
/** First part of the paths of this test, and how many there were. */
let run: string;
let runs = 0;

beforeAll(async () => {
  store = await openStore({ path: join(root.path, 'clickhouse') });
  await store.migrate();
  spool = await openSpool({ dir: join(root.path, 'spool') });
  let origin = '';
  const pageOf: RequestListener = (_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><head><title>Shop</title>
      <script>function desirepath() { (desirepath.q = desirepath.q || []).push(arguments) }</script>
      <script defer src="${origin}/dp.js" data-site="shop_write_key" data-vitals="off" data-experience="off"></script>
      </head><body><a id="link" href="next">Next</a><script>
        if (location.pathname.endsWith('/at-once')) addEventListener('DOMContentLoaded', () => setTimeout(() => {
          desirepath('event', 'probe', { no: 0 }); location.href = 'next' }));
        if (location.pathname.endsWith('/inside')) addEventListener('pagehide', () => desirepath('event', 'probe', { no: 0 }));
        link.onclick = () => desirepath('event', 'probe', { no: 0 });
      </script></body></html>`);
  };
  shop = await serve(pageOf);
  stranger = await serve(pageOf);
  const site = { ...SITES[0], origins: [shop] } as (typeof SITES)[number];
  collector = createCollector({ sites: [site], spool, store, limits: { shipEveryMs: 50 } });
  collector.start();
  const app = getRequestListener(collector.app.fetch);
  origin = await serve((request, response) => {
    if (request.method === 'OPTIONS') preflights++;
    if (request.method === 'POST') posts++;
    if (!isDown || request.method === 'GET') return void app(request, response);
    response.statusCode = 503;
    response.end();
  });
  browser = await launchBrowser([`--user-agent=${CHROME}`]);
});
afterAll(async () => {
  await browser.close();
  closeServers();
  await collector.close();
  await spool.close();
  await store.close();
  root.remove();
});
beforeEach(async () => {
  isDown = false;
  posts = 0;
  run = `/run-${++runs}`;
  context = await browser.newContext();
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
  expect(preflights).toBe(0);
});

interface Stored {
  different: number;
  rows: number;
}
async function stored(name: string): Promise<Stored> {
  await collector.drain();
  const [row] = await store.read<Stored>({
    text: 'SELECT toFloat64(uniqExact(event_id)) AS different, toFloat64(count()) AS rows FROM events WHERE name = {name:String} AND startsWith(path, {run:String})',
    params: { name, run: `${run}/` },
  });
  return { different: 0, rows: 0, ...row };
}
/** Waits until `count` events of a name are there, and proves that none of them is there twice. */
async function arrive(name: string, count: number, timeout = 10_000): Promise<void> {
  await vi.waitFor(async () => expect(await stored(name)).toEqual({ different: count, rows: count }), {
    timeout,
    interval: 100,
  });
}
const send = (count: number, more: Record<string, unknown> = {}) =>
  page.evaluate(
    ({ count, more }) => {
      for (let no = 0; no < count; no++) window.desirepath?.('event', 'probe', { no, ...more });
    },
    { count, more },
  );
const kept = (of: Page) => of.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('dp.')).length);
/** The next visit, by which everything left behind is old enough to be adopted. */
async function comeBack(): Promise<Page> {
  const later = await context.newPage();
  await later.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() + 61_000;
  });
  await later.goto(`${shop}${run}/later`);
  return later;
}
async function crash(): Promise<void> {
  const crashed = page.waitForEvent('crash');
  page.goto('chrome://crash').catch(() => {});
  await crashed;
}

test('a page that leaves at once', async () => {
  await page.goto(`${shop}${run}/at-once`);
  await page.waitForURL('**/next');
  await arrive('probe', 1);
  await arrive('page_view', 2);
});

test('a click on a link', async () => {
  await page.goto(`${shop}${run}/a`);
  await page.click('#link');
  await page.waitForURL('**/next');
  await arrive('probe', 1);
  await arrive('page_view', 2);
});

test('a closed tab', async () => {
  await page.goto(`${shop}${run}/a`);
  await send(3);
  await page.close({ runBeforeUnload: true });
  await arrive('probe', 3);
});

test('an event inside pagehide', async () => {
  await page.goto(`${shop}${run}/inside`);
  await page.goto('about:blank');
  await arrive('probe', 1);
});

test('200 in a burst', async () => {
  await page.goto(`${shop}${run}/a`);
  await send(200);
  await arrive('probe', 200);
  expect(await kept(page)).toBe(0);
});

test('100 of 1 kB, then another site: nearly all at once, the rest with the next page', async () => {
  await page.goto(`${shop}${run}/a`);
  await arrive('page_view', 1);
  await page.evaluate(() => {
    for (let no = 0; no < 100; no++) window.desirepath?.('event', 'probe', { no, text: 'x'.repeat(1000) });
    location.href = 'about:blank';
  });
  await vi.waitFor(async () => expect((await stored('probe')).different).toBeGreaterThanOrEqual(95), { timeout: 5000 });
  await comeBack();
  await arrive('probe', 100);
});

test('a renderer that crashes', async () => {
  await page.goto(`${shop}${run}/a`);
  await arrive('page_view', 1);
  isDown = true;
  await send(5);
  await crash();
  isDown = false;
  const later = await comeBack();
  await arrive('probe', 5);
  expect(await kept(later)).toBe(0);
});

test('offline, then online', async () => {
  await page.goto(`${shop}${run}/a`);
  await arrive('page_view', 1);
  await context.setOffline(true);
  await send(5);
  await sleep(700);
  expect((await stored('probe')).rows).toBe(0);
  await context.setOffline(false);
  await arrive('probe', 5);
});

test('offline and closed', async () => {
  await page.goto(`${shop}${run}/a`);
  await arrive('page_view', 1);
  await context.setOffline(true);
  await send(5);
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
  await context.setOffline(false);
  await comeBack();
  await arrive('probe', 5);
});

test('503 for a while', async () => {
  isDown = true;
  await page.goto(`${shop}${run}/a`);
  await send(5);
  await vi.waitFor(() => expect(posts).toBeGreaterThanOrEqual(2), { timeout: 5000 });
  isDown = false;
  await arrive('probe', 5);
  await arrive('page_view', 1);
});

test('a bounce after 400 ms', async () => {
  await page.goto(`${shop}${run}/a`);
  await send(1);
  await sleep(400);
  await page.goto('about:blank');
  await arrive('probe', 1);
  await arrive('page_view', 1);
});

test('a site that refuses this origin is not asked for ever, and nothing of it is stored', async () => {
  // Two minutes in a second: the tag waits longer after each refusal, and then no more on this page.
  await page.addInitScript(() => {
    const { setTimeout } = window;
    window.setTimeout = ((work: () => void, delay: number) => setTimeout(work, delay / 400)) as typeof setTimeout;
  });
  await page.goto(`${stranger}${run}/a`);
  await vi.waitFor(() => expect(posts).toBe(10), { timeout: 10_000 });
  await sleep(2000);
  expect(posts).toBe(10);
  expect((await stored('page_view')).rows).toBe(0);
});

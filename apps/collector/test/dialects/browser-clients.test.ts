import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openStore, type Store } from '@desirepath/store';
import { launchBrowser, tempDir } from '@desirepath/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROME } from '../open-collector.ts';
import { BROWSER_CLIENTS, buyIn } from './browser-clients.ts';
import { storedPurchase } from './purchase.ts';
import { readJourneys, readPurchase } from './read-purchase.ts';
import { type Served, serveCollector } from './served-collector.ts';

const root = tempDir('browser-clients');
let store: Store;
let served: Served;
let browser: Browser;
/** The shop's pages, and those of somebody else. */
let shops: [Pages, Pages];

beforeAll(async () => {
  store = await openStore({ path: join(root.path, 'clickhouse') });
  await store.migrate();
  shops = [await servePages(), await servePages()];
  served = await serveCollector(join(root.path, 'run'), store, shops[0].origin);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  for (const shop of shops) shop.close();
  await served.close();
  await store.close();
  root.remove();
});

interface Pages {
  origin: string;
  close(): void;
}

async function servePages(): Promise<Pages> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Desk lamp</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function openShop({ origin }: Pages = shops[0]) {
  const context = await browser.newContext({ userAgent: CHROME });
  const page = await context.newPage();
  const refused: string[] = [];
  page.on('requestfailed', (request) => refused.push(`${request.method()} ${request.url()}`));
  await page.goto(`${origin}/lighting/lamp-7?utm_source=news&utm_medium=email`);
  return { page, refused, close: () => context.close() };
}

describe('the same purchase in a browser', () => {
  test.each(Object.entries(BROWSER_CLIENTS))(
    'sent by %s is the same events and the same journey',
    async (name, client) => {
      const shop = await openShop();
      const shopper = { user: `user-of-${name}`, order: `ORDER-${name}` };
      await buyIn(shop.page, client, served.url, shopper);
      const isAll = async () => {
        await served.collector.drain();
        return (await readPurchase(store, shopper.user)).length;
      };
      await expect.poll(isAll, { timeout: 15_000, interval: 250 }).toBeGreaterThanOrEqual(5);
      expect(await readPurchase(store, shopper.user)).toEqual(storedPurchase(shopper.order));
      expect(await readJourneys(store, shopper.user)).toEqual([
        {
          touchpoints: expect.stringMatching(/^([0-9A-F]{2}){4}$/),
          orders: [shopper.order],
          order_values: ['69.7000'],
          order_currencies: ['EUR'],
        },
      ]);
      expect(shop.refused).toEqual([]);
      await shop.close();
    },
  );

  test('has the page, the campaign and the device that the client or the request tells', async () => {
    const rows = await store.read<Record<string, unknown>>({
      text: `SELECT user_id, lane, host, path, title, source, medium, channel, device, browser FROM events FINAL
        WHERE name = 'purchase' AND site = 'shop' ORDER BY user_id`,
      params: {},
    });
    const page = { lane: 'browser', host: '127.0.0.1', path: '/lighting/lamp-7' };
    const from = { source: 'news', medium: 'email', channel: 'email', device: 'mobile', browser: 'Chrome' };
    for (const name of ['posthog', 'rudderstack', 'segment', 'snowplow']) {
      // The other two send the title with page views only.
      const titled = name === 'rudderstack' || name === 'segment' ? { title: 'Desk lamp' } : {};
      expect(rows).toContainEqual(expect.objectContaining({ user_id: `user-of-${name}`, ...page, ...titled, ...from }));
    }
  });

  test('nothing was refused, and no client asked for what is not there', () => {
    expect(served.requests.filter(({ status }) => status >= 300)).toEqual([]);
  });
});

test('a page of a foreign origin gets nothing in, whatever its client', async () => {
  const before = served.requests.length;
  const shop = await openShop(shops[1]);
  await buyIn(shop.page, BROWSER_CLIENTS.ga4 ?? never(), served.url, { user: 'stranger', order: 'NONE' }).catch(
    () => undefined,
  );
  const snowplow = BROWSER_CLIENTS.snowplow ?? never();
  await buyIn(shop.page, snowplow, served.url, { user: 'stranger', order: 'NONE' });
  await expect.poll(() => served.requests.slice(before).length, { timeout: 10_000 }).toBeGreaterThan(1);
  expect(served.requests.slice(before).map(({ status }) => status)).toEqual(
    served.requests.slice(before).map(() => 403),
  );
  await shop.close();
  await served.collector.drain();
  expect(await readPurchase(store, 'stranger')).toEqual([]);
});

test('a picture gets in on a page of the shop, and on no other', async () => {
  const url = `${served.url}/i?e=pv&aid=shop_write_key&duid=pictured`;
  for (const [place, status] of [200, 403].entries()) {
    const before = served.requests.length;
    const shop = await openShop(shops[place]);
    await shop.page.evaluate((src) => {
      new Image().src = src;
    }, url);
    await expect.poll(() => served.requests.slice(before).map((one) => one.status)).toEqual([status]);
    await shop.close();
  }
});

function never(): never {
  throw new Error('There is no such client.');
}

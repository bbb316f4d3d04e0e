import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { BULB, CURRENCY, ga4Item, LAMP, type Shopper, segmentProduct, snowplowProduct, TOTAL } from './purchase.ts';

/** What a page is told before it lets its client send the purchase. */
interface Given {
  url: string;
  key: string;
  user: string;
  order: string;
  total: number;
  currency: string;
  /** Lamp and bulb, in the words of this client. */
  lines: Record<string, unknown>[];
}

/** A client of a browser: its built files, and the script of a page that uses it. */
export interface BrowserClient {
  files: string[];
  lines: Given['lines'];
  /** Runs inside the page. */
  run(given: Given): Promise<void>;
}

const require = createRequire(import.meta.url);
/** A built file that stands near the one that Node would load. */
const near = (main: string, path: string) => join(dirname(main), path);

/** The part of each client that the scripts below use. */
interface Globals {
  AnalyticsNext: {
    AnalyticsBrowser: {
      load(
        settings: object,
        options: object,
      ): Promise<
        [{ track(name: string, properties: object): Promise<unknown>; identify(id: string): Promise<unknown> }]
      >;
    };
  };
  rudderanalytics: {
    RudderAnalytics: new () => {
      load(key: string, url: string, options: object): void;
      ready(then: () => void): void;
      track(name: string, properties: object): void;
      identify(id: string): void;
    };
  };
  posthog: {
    init(key: string, options: object): void;
    capture(name: string, properties: object): void;
    identify(id: string): void;
  };
  snowplowBrowserTracking: {
    newTracker(name: string, url: string, options: object): unknown;
    setUserId(id: string): void;
    trackSelfDescribingEvent(event: object): void;
  };
  snowplowEcommerceAccelerator: {
    SnowplowEcommercePlugin(): object;
    trackProductView(product: object): void;
    trackAddToCart(cart: object): void;
    trackCheckoutStep(step: object): void;
    trackTransaction(transaction: object): void;
  };
}

const segment: BrowserClient = {
  files: [near(require.resolve('@segment/analytics-next'), '../umd/index.js')],
  lines: [LAMP, BULB].map(segmentProduct),
  async run({ url, key, user, order, total, currency, lines: [lamp, bulb] }) {
    const { AnalyticsBrowser } = (globalThis as unknown as Globals).AnalyticsNext;
    const [client] = await AnalyticsBrowser.load({ writeKey: key, cdnURL: url }, {});
    await client.track('Product Viewed', { ...lamp, currency });
    await client.track('Product Added', { ...lamp, currency });
    await client.track('Checkout Started', { value: total, currency, products: [lamp, bulb] });
    await client.identify(user);
    await client.track('Order Completed', { order_id: order, revenue: total, currency, products: [lamp, bulb] });
  },
};

const rudderstack: BrowserClient = {
  files: [near(require.resolve('@rudderstack/analytics-js'), '../bundled/umd/index.js')],
  lines: [LAMP, BULB].map(segmentProduct),
  async run({ url, key, user, order, total, currency, lines: [lamp, bulb] }) {
    const { RudderAnalytics } = (globalThis as unknown as Globals).rudderanalytics;
    const client = new RudderAnalytics();
    client.load(key, url, { configUrl: url });
    await new Promise<void>((resolve) => client.ready(resolve));
    const tick = () => new Promise((resolve) => setTimeout(resolve, 4));
    client.track('Product Viewed', { ...lamp, currency });
    await tick();
    client.track('Product Added', { ...lamp, currency });
    await tick();
    client.track('Checkout Started', { value: total, currency, products: [lamp, bulb] });
    await tick();
    client.identify(user);
    await tick();
    client.track('Order Completed', { order_id: order, revenue: total, currency, products: [lamp, bulb] });
  },
};

const posthog: BrowserClient = {
  files: [near(require.resolve('posthog-js'), 'array.full.js')],
  lines: [LAMP, BULB].map(segmentProduct),
  async run({ url, key, user, order, total, currency, lines: [lamp, bulb] }) {
    const { posthog: client } = globalThis as unknown as Globals;
    client.init(key, {
      api_host: url,
      capture_pageview: false,
      capture_pageleave: false,
      autocapture: false,
      // Its own advice for tests: it sends nothing where the browser is driven by a program.
      opt_out_useragent_filter: true,
    });
    const tick = () => new Promise((resolve) => setTimeout(resolve, 4));
    client.capture('product viewed', { ...lamp, currency });
    await tick();
    client.capture('product added to cart', { ...lamp, currency });
    await tick();
    client.capture('checkout started', { value: total, currency, products: [lamp, bulb] });
    await tick();
    client.identify(user);
    await tick();
    client.capture('order completed', { order_id: order, revenue: total, currency, products: [lamp, bulb] });
  },
};

const snowplow: BrowserClient = {
  files: [
    near(require.resolve('@snowplow/browser-tracker'), 'index.umd.min.js'),
    near(require.resolve('@snowplow/browser-plugin-snowplow-ecommerce'), 'index.umd.min.js'),
  ],
  lines: [LAMP, BULB].map(snowplowProduct),
  async run({ url, key, user, order, total, currency, lines: [lamp = {}, bulb = {}] }) {
    const { snowplowBrowserTracking: client, snowplowEcommerceAccelerator: shop } = globalThis as unknown as Globals;
    client.newTracker('shop', url, { appId: key, plugins: [shop.SnowplowEcommercePlugin()] });
    const tick = () => new Promise((resolve) => setTimeout(resolve, 4));
    const entity = (name: string, data: object) => ({
      schema: `iglu:com.snowplowanalytics.snowplow.ecommerce/${name}/jsonschema/1-0-0`,
      data,
    });
    shop.trackProductView({ ...lamp });
    await tick();
    shop.trackAddToCart({ total_value: lamp.price, currency, products: [lamp] });
    await tick();
    const basket = [entity('product', lamp), entity('product', bulb), entity('cart', { total_value: total, currency })];
    shop.trackCheckoutStep({ step: 1, context: basket });
    await tick();
    client.setUserId(user);
    client.trackSelfDescribingEvent({ event: { schema: 'iglu:example.shop/identify/jsonschema/1-0-0', data: {} } });
    await tick();
    const transaction = { transaction_id: order, revenue: total, currency, payment_method: 'card' };
    shop.trackTransaction({ ...transaction, products: [lamp, bulb] });
  },
};

/** A tag that sends GA4's protocol from the page itself. */
const ga4: BrowserClient = {
  files: [],
  lines: [LAMP, BULB].map(ga4Item),
  async run({ url, key, user, order, total, currency, lines: [lamp = {}, bulb = {}] }) {
    const items = [lamp, bulb];
    const send = async (name: string, params: object, user_id?: string) => {
      const events = [{ name, params, timestamp_micros: Date.now() * 1000 }];
      const body = JSON.stringify({ client_id: `c.${order}`, user_id, events });
      await fetch(`${url}/mp/collect?measurement_id=${key}`, { method: 'POST', body });
    };
    await send('view_item', { currency, value: lamp.price, items: [lamp] });
    await send('add_to_cart', { currency, value: lamp.price, items: [lamp] });
    await send('begin_checkout', { currency, value: total, items });
    await send('identify', {}, user);
    await send('purchase', { transaction_id: order, currency, value: total, items }, user);
  },
};

export const BROWSER_CLIENTS: Readonly<Record<string, BrowserClient>> = {
  segment,
  rudderstack,
  posthog,
  snowplow,
  ga4,
};

/** Has a page's client send the purchase. */
export async function buyIn(
  page: Page,
  { files, lines, run }: BrowserClient,
  url: string,
  { user, order }: Omit<Shopper, 'visitor'>,
): Promise<void> {
  for (const path of files) await page.addScriptTag({ path });
  await page.evaluate(run, { url, key: 'shop_write_key', user, order, total: TOTAL, currency: CURRENCY, lines });
}

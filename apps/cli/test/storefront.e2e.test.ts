// A shopper in a real browser: from the click to the page that shows it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { AnswerTo, Envelope } from '@desirepath/schema';
import { findBrowser, tempDir } from '@desirepath/testing';
import { eventIdOf } from '@desirepath/wire';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStore } from './read-store.ts';
import { type CliProcess, startCli } from './run-cli.ts';

const STOREFRONT = fileURLToPath(new URL('../../../examples/storefront/', import.meta.url));
/** Not that of a headless browser: those are bots. Given to the browser as a whole, as beacons ignore a page's own. */
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
/** How long a click may take to be seen. */
const SEEN_WITHIN_MS = 2000;

describe('the storefront, recorded', () => {
  const dir = tempDir('storefront');
  const data = join(dir.path, 'data');
  /** Every event that left the browser, by id, with its name. */
  const sent = new Map<string, string>();
  let server: CliProcess;
  let browser: Browser;
  let studio: string;
  let shop: string;
  let token: string;

  beforeAll(async () => {
    const call = [
      'serve',
      '--data',
      data,
      '--port',
      '0',
      '--storefront',
      STOREFRONT,
      '--storefront-port',
      '0',
      '--json',
    ];
    server = startCli(call);
    const args = ['--no-sandbox', `--user-agent=${USER_AGENT}`];
    browser = await chromium.launch({ executablePath: await findBrowser(), args });
    ({ studio, storefront: shop } = JSON.parse(await server.firstLine));
    token = /admin\s+(\S+)/.exec(server.stderr())?.[1] ?? '';
    expect(token).toMatch(/^dpa_/);
  });
  afterAll(async () => {
    await browser?.close();
    server?.child.kill('SIGKILL');
    await server?.ended;
    dir.remove();
  });

  async function ask<K extends AnswerTo<'journeys'>['plan']>(plan: {
    plan: K;
    visitor?: string;
  }): Promise<AnswerTo<K>> {
    const response = await fetch(`${studio}/api/v1/query`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(plan),
    });
    return (await response.json()) as AnswerTo<K>;
  }

  function record(page: Page): void {
    page.context().on('request', (request) => {
      if (!request.url().includes('/v1/events')) return;
      const body = request.postData();
      if (body === null) return;
      const envelope = JSON.parse(body) as Envelope;
      for (const event of envelope.events) {
        sent.set(event.id ?? eventIdOf(event.time, event.seq, event.ids ?? envelope.ids) ?? '', event.name);
      }
    });
  }

  it('keeps the build of the tag that it serves, for the day when another takes its place', async () => {
    const { 'dp.js': core } = (await (await fetch(`${studio}/dp.json`)).json()) as Record<string, { path: string }>;
    expect((await fetch(`${studio}/${core?.path}`)).status).toBe(200);
    expect(existsSync(join(data, 'tag', core?.path.slice('dp.'.length) ?? ''))).toBe(true);
  });

  it('goes from the first look to the order, and every event is there once', async () => {
    const watching = await browser.newPage({ locale: 'en-GB' });
    watching.setDefaultTimeout(10_000);
    await watching.goto(`${studio}/live#token=${token}`);
    await watching.locator('.feed-state.open').waitFor();
    // The token does not stay in the address.
    expect(watching.url()).not.toContain(token);

    const context = await browser.newContext({
      userAgent: USER_AGENT,
      locale: 'en-GB',
      viewport: { width: 390, height: 844 },
    });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    record(page);

    async function seen(text: string, act: () => Promise<unknown>): Promise<void> {
      const rows = watching.locator('table.feed tbody tr', { hasText: text });
      const before = await rows.count();
      const started = performance.now();
      await act();
      while ((await rows.count()) <= before) {
        if (performance.now() - started > 10_000) throw new Error(`"${text}" never came to the live page.`);
        await sleep(20);
      }
      expect(performance.now() - started, `${text} on the live page`).toBeLessThan(SEEN_WITHIN_MS);
    }

    await page.goto(`${shop}/?utm_source=friend&utm_medium=letter&utm_campaign=e2e`);
    await page.goto(`${shop}/list.html`);
    await seen('Product seen', () => page.goto(`${shop}/product.html?id=FH-05`));
    await seen('Added to basket', () => page.getByRole('button', { name: 'Add to basket' }).click());
    await page.goto(`${shop}/basket.html`);
    await seen('Checkout begun', () => page.getByRole('link', { name: 'Check out' }).click());
    for (const [label, value] of Object.entries(ADDRESS)) await page.getByLabel(label).fill(value);
    await page.getByRole('button', { name: 'Go on to payment' }).click();
    await page.getByLabel('Card number').fill('4111 1111 1111 1111');
    await page.getByLabel('Valid until').fill('12/30');
    await page.getByLabel('Security code').fill('123');
    await seen('Order placed', () => page.getByRole('button', { name: 'Order and pay' }).click());
    await page.waitForURL(/thank-you/);
    // Reloaded, as shoppers do: still one order.
    await page.reload();
    await page.waitForLoadState('load');
    // Away to somewhere else: what is left goes out as a beacon.
    await page.goto('about:blank');
    // The map has no touchpoint for the thank-you page: its views stand under the event's own name.
    async function thanks(): Promise<number> {
      const [walk] = (await ask({ plan: 'journeys' })).journeys;
      return walk?.touchpoints.filter(({ touchpoint }) => touchpoint === 'page_view').length ?? 0;
    }
    await expect.poll(thanks, { timeout: 5000 }).toBe(2);
    await context.close();
    expect(errors).toEqual([]);

    const visitor = await watching.evaluate(() =>
      document.querySelector('table.feed button.visitor')?.getAttribute('aria-label'),
    );
    const id = /\S+$/.exec(visitor ?? '')?.[0] ?? '';
    const journeys = await ask({ plan: 'journeys', visitor: id });
    expect(journeys.total).toBe(1);
    const [journey] = journeys.journeys;
    expect(journey).toMatchObject({
      number: 1,
      stage: 6,
      reached_goal: true,
      orders: 1,
      value: { amount: 119, currency: 'EUR' },
    });
    const walked = journey?.touchpoints.map(({ touchpoint }) => touchpoint) ?? [];
    const order = [
      'home_page',
      'view_item',
      'add_to_cart',
      'begin_checkout',
      'add_shipping_info',
      'add_payment_info',
      'purchase',
    ];
    expect(walked.filter((touchpoint, i) => order.includes(touchpoint) && walked.indexOf(touchpoint) === i)).toEqual(
      order,
    );

    // The page shows the same journey.
    await watching.locator('table.feed button.visitor').first().click();
    await watching
      .getByRole('heading', { name: /journey/i })
      .first()
      .waitFor();
    await expect.poll(() => watching.locator('body').textContent()).toContain('Order placed');
    await watching.goto(`${studio}/`);
    await expect.poll(() => watching.locator('body').textContent(), { timeout: 10_000 }).toContain('Payment');
    await watching.close();

    // What left the browser is what is stored, each event once.
    server.child.kill('SIGTERM');
    const { code, signal, stderr } = await server.ended;
    expect({ code, signal }, stderr).toEqual({ code: 0, signal: null });
    const rows = await readStore<{ id: string; name: string; copies: number }>(
      data,
      'SELECT toString(event_id) AS id, any(name) AS name, toFloat64(count()) AS copies FROM events GROUP BY event_id',
    );
    expect(sent.size).toBeGreaterThan(10);
    const stored = new Map(rows.map(({ id, name }) => [id, name]));
    for (const [event, name] of sent) expect(stored.get(event)).toBe(name);
    // The last beacon leaves with the page and no longer passes the recorder; what was done is known all the same.
    const count = (name: string) => rows.filter((row) => row.name === name).length;
    expect(count('page_view')).toBe(8);
    for (const once of order.slice(1)) expect(count(once), once).toBe(1);
    expect(rows.filter(({ copies }) => copies !== 1)).toEqual([]);
  });
});

const ADDRESS = {
  'First name': 'Ada',
  'Last name': 'Lovelace',
  'E-mail, for the receipt': 'ada@example.com',
  'Street and number': 'St James Square 12',
  Postcode: '1000',
  Town: 'London',
};

// The example storefront with the built tag: what a shopper does is what the collector hears.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { journeyMapSchema, SIGNALS } from '@desirepath/schema';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { browser, recorder, shop, withRecordedShop } from './recorded-shop.ts';

const FOLDER = fileURLToPath(new URL('../../../examples/storefront/', import.meta.url));

withRecordedShop((path) => {
  const file = FOLDER + (path === '/' ? 'index.html' : path.slice(1));
  if (!existsSync(file)) return undefined;
  const body = readFileSync(file);
  if (!file.endsWith('.html') && path !== '/') return body;
  return body.toString().replaceAll('{{collector}}', recorder.origin).replaceAll('{{site}}', 'wk_test');
});

const inOrder = () =>
  recorder.stored().toSorted((a, b) => Number(a.time) - Number(b.time) || (a.seq ?? 0) - (b.seq ?? 0));

async function quiet(page: Page): Promise<string[]> {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on(
    'console',
    (message) => message.type() === 'error' && problems.push(`${message.text()} ${message.location().url}`),
  );
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (origin !== shop.origin && origin !== recorder.origin) problems.push(`asked ${request.url()}`);
  });
  return problems;
}

test('from the home page to the thank-you page, every touchpoint arrives once', async () => {
  const page = await browser.newPage({ viewport: { width: 360, height: 720 } });
  const problems = await quiet(page);
  await page.goto(`${shop.origin}/?utm_source=letter&utm_medium=email`);
  await page.click('#promotion');
  await page.click('[data-id=FH-02]');
  await page.fill('[name=quantity]', '2');
  await page.click('text=Add to basket');
  await page.click('text=Care and repair');
  await page.click('text=To the basket');
  await page.click('[aria-label="One fewer"]');
  await page.click('text=Check out');
  await page.click('#sign-in-note [data-account]');
  await page.fill('dialog [name=email]', 'ada@example.org');
  await page.click('dialog [value=in]');
  for (const [name, value] of Object.entries({
    first_name: 'Ada',
    last_name: 'Lovelace',
    street: 'Analytical Row 1',
    postcode: '9000',
    town: 'Ghent',
  })) {
    await page.fill(`[name=${name}]`, value);
  }
  expect(await page.inputValue('#delivery [name=email]')).toBe('ada@example.org');
  await page.click('text=Express');
  await page.click('#delivery button[type=submit]');
  await page.fill('[name=number]', '4000 0000 0000 0000');
  await page.fill('[name=expiry]', '12/30');
  await page.fill('[name=code]', '123');
  await page.click('#payment button[type=submit]');
  await page.waitForSelector('#declined:not([hidden])');
  await page.fill('[name=number]', '4000 0000 0000 1234');
  await page.click('#payment button[type=submit]');
  await page.waitForURL('**/thank-you.html');
  await vi.waitFor(() => expect(recorder.stored().some(({ name }) => name === 'purchase')).toBe(true), {
    timeout: 10_000,
  });
  await page.reload();
  await vi.waitFor(() => expect(recorder.stored().filter(({ name }) => name === 'page_view')).toHaveLength(8), {
    timeout: 10_000,
  });
  const events = inOrder().filter(({ name }) => name === 'identify' || !SIGNALS.includes(name));
  expect(events.map(({ name }) => name)).toEqual([
    ...['page_view', 'view_promotion', 'view_item_list', 'select_promotion'],
    ...['page_view', 'view_item_list', 'select_item'],
    ...['page_view', 'view_item', 'view_item_list', 'add_to_cart', 'click'],
    ...['page_view', 'view_cart', 'remove_from_cart'],
    ...['page_view', 'begin_checkout', 'identify', 'login', 'add_shipping_info'],
    ...['page_view', 'payment_failed', 'add_payment_info'],
    ...['page_view', 'purchase'],
    'page_view',
  ]);
  const purchase = events.find(({ name }) => name === 'purchase');
  expect(purchase?.params).toMatchObject({
    currency: 'EUR',
    value: 31.9,
    shipping: 9.9,
    items: [{ item_id: 'FH-02', quantity: 1 }],
  });
  expect(purchase?.params?.transaction_id).toMatch(/^FH/);
  expect(purchase?.user_id).toMatch(/^C-/);
  expect(JSON.stringify(recorder.requests)).not.toContain('ada@');
  expect(new Set(events.map(({ visitor }) => visitor)).size).toBe(1);
  expect(new Set(events.map(({ session }) => session)).size).toBe(1);
  // The collector reads the campaign from the address.
  expect(events.filter(({ page }) => page?.url?.includes('utm_source=letter'))).toHaveLength(4);
  expect(recorder.asked.filter((line) => line.startsWith('OPTIONS'))).toEqual([]);
  expect(problems).toEqual([]);
  await page.close();
});

test.each([360, 768, 1280])('no page is wider than a screen of %i px', async (width) => {
  const page = await browser.newPage({ viewport: { width, height: 720 } });
  const problems = await quiet(page);
  await page.goto(`${shop.origin}/product.html?id=FH-05`);
  await page.click('text=Add to basket');
  for (const path of [
    '',
    'list.html?q=oak',
    'product.html?id=FH-05',
    'product.html?id=none',
    'basket.html',
    'delivery.html',
    'payment.html',
    'thank-you.html',
    'help.html',
  ]) {
    await page.goto(`${shop.origin}/${path}`);
    await page.waitForSelector('.brand');
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll('main *')]
        .filter((element) => element.getBoundingClientRect().right > innerWidth)
        .map((element) => element.outerHTML.slice(0, 80)),
    );
    expect(wide, path).toEqual([]);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('input, button, a')]
        .filter(
          (element) =>
            !(element as HTMLInputElement).labels?.length &&
            !element.getAttribute('aria-label') &&
            !element.textContent?.trim() &&
            element.getAttribute('aria-hidden') !== 'true',
        )
        .map((element) => element.outerHTML.slice(0, 80)),
    );
    expect(nameless, path).toEqual([]);
  }
  expect(problems).toEqual([]);
  await page.close();
});

// The page of thanks is left out: seeing it again is no second order.
test('its journey map is valid and knows every page up to the order', () => {
  const map = journeyMapSchema.parse(parse(readFileSync(`${FOLDER}map.yaml`, 'utf8')));
  expect(map.stages.map(({ id }) => id)).toEqual([
    'discovery',
    'product',
    'basket',
    'delivery',
    'payment',
    'purchase',
    'after_sale',
  ]);
  const paths = map.stages.flatMap(({ touchpoints }) => touchpoints.map(({ where }) => where?.path)).flat();
  for (const page of ['index', 'list', 'product', 'basket', 'delivery', 'payment'])
    expect(paths).toContain(`*/${page}.html`);
});

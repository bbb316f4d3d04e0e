// A page with the built tag in a real browser, anew for each test. What is asserted is what reached the collector's side, never what the tag says of itself.
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type {} from '../src/desirepath.ts';
import { browser, recorder, shop, withRecordedShop } from './recorded-shop.ts';

let errors: string[];
export let context: BrowserContext;
export let page: Page;
/** Documents by path; every other path is a plain page with the tag. */
export let pages: Record<string, string>;

/** Gives each test of a file its page, and asserts afterwards that no error came up in it and no request needed a preflight. */
export function withTagPage(): void {
  // What is registered first comes last: the page is closed by then, and so is the recorder.
  afterEach(() => {
    expect(errors, 'errors in the page').toEqual([]);
    expect(
      recorder.asked.filter((line) => line.startsWith('OPTIONS')),
      'preflights',
    ).toEqual([]);
  });
  withRecordedShop((path) => (path === '/favicon.ico' ? undefined : (pages[path] ?? html())));
  beforeEach(async () => {
    pages = {};
    errors = [];
    context = await browser.newContext({ locale: 'en-GB' });
    page = await newPage();
  });
  afterEach(() => context.close());
}

/** Another tab of the same browser. */
export async function newPage(): Promise<Page> {
  const opened = await context.newPage();
  opened.on('pageerror', (error) => errors.push(error.message));
  return opened;
}

/** The tag as the head of a page has it. */
export const tag = (attributes = ''): string =>
  `<script defer src="${recorder.origin}/dp.js" data-site="wk_test" ${attributes}></script>`;
/** A document with the tag alone, its further files switched off, unless `head` says otherwise. */
export const html = (body = '', head = tag('data-vitals="off" data-experience="off"')): string =>
  `<!doctype html><html lang="en"><head><title>Shop</title>${head}</head><body>${body}</body></html>`;

/** All that the page keeps in the browser, wherever that may be. */
export const everythingKept = () =>
  page.evaluate(async () => [
    Object.keys(localStorage),
    Object.keys(sessionStorage),
    document.cookie,
    (await indexedDB.databases()).length,
    (await caches.keys().catch(() => [])).length,
  ]);

/** Of everything that was stored, in the order it came. */
export const names = () => recorder.stored().map(({ name }) => name);
export const paths = () =>
  recorder
    .stored()
    .filter(({ name }) => name === 'page_view')
    .map(({ page: at }) => (at?.url ?? '').replace(shop.origin, ''));
export const arrives = async (expected: string[], timeout = 5000): Promise<void> => {
  await vi.waitFor(() => expect(names()).toEqual(expected), { timeout, interval: 20 });
};
/** Long enough for what would still be sent to be there. */
export const settled = (): Promise<void> => sleep(700);

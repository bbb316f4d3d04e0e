// What every test of the built tag has, anew for each: a page in a real browser, a shop that serves it, and a recorder
// where the collector stands. What is asserted is what reached the collector's side, never what the tag says of itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { launchBrowser } from '@desirepath/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import type {} from '../src/desirepath.ts';
import { type Recorder, type Shop, startRecorder, startShop } from './recorder.ts';

let browser: Browser;
let errors: string[];
export let recorder: Recorder;
export let shop: Shop;
export let context: BrowserContext;
export let page: Page;
/** Documents by path; every other path is a plain page with the tag. */
export let pages: Record<string, string>;

/** Gives each test of a file its page, and asserts afterwards that no error came up in it and no request needed a preflight. */
export function withTagPage(): void {
  beforeAll(async () => {
    shop = await startShop((path) => (path === '/favicon.ico' ? undefined : (pages[path] ?? html())));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });
  beforeEach(async () => {
    pages = {};
    errors = [];
    // What the page of the last test says when it is closed, however late, reaches nobody.
    recorder = await startRecorder();
    context = await browser.newContext({ locale: 'en-GB' });
    page = await newPage();
  });
  afterEach(async () => {
    await context.close();
    await recorder.close();
    expect(errors, 'errors in the page').toEqual([]);
    expect(
      recorder.asked.filter((line) => line.startsWith('OPTIONS')),
      'preflights',
    ).toEqual([]);
  });
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

// Pages with the survey file in a real browser: what shoppers see and hear of it, and what the collector's side hears.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Survey } from '@desirepath/schema';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type {} from '../src/desirepath.ts';
import { browser, recorder, shop, withRecordedShop } from './recorded-shop.ts';
import { type Shop, startShop } from './recorder.ts';

const CSP =
  "default-src 'none'; script-src 'nonce-n0nce'; style-src 'none'; connect-src http:; require-trusted-types-for 'script'; trusted-types desirepath; report-uri /csp";
export const AFTER: Survey = { name: 'after_purchase', kind: 'csat', after: 'purchase', delay_seconds: 0 };
/** What the tag of every page says: `data-survey`, and more attributes. */
export const tag = { survey: '', attributes: '' };
/** The same shop with a strict policy. */
export let strict: Shop;
let pages: Page[] = [];
let errors: string[];

const html = (path: string): string => `<!doctype html><html lang="en"><head><title>Shop</title>
  <script nonce="n0nce">function desirepath() { (desirepath.q = desirepath.q || []).push(arguments) }
    dataLayer = location.pathname === '/thanks' ? [{ event: 'purchase' }] : []</script>
  <script defer nonce="n0nce" src="${recorder.origin}/dp.js" data-site="wk_test" data-vitals="off" data-experience="off"
    data-survey='${tag.survey}' ${tag.attributes}></script></head>
  <body><main><h1>${path}</h1><button id="before">Before</button><input id="field" aria-label="Field"></main></body></html>`;

function served(path: string): string {
  if (path === '/surveys.json') return JSON.stringify([AFTER]);
  // There, but empty: a 404 would be an error in the console, whenever the browser happens to ask.
  return path === '/favicon.ico' ? '' : html(path);
}

/** Opens the shops for the tests of a file, and asserts after each that no error came up in a page. */
export function withSurveyPages(): void {
  // What is registered first comes last: the pages are closed by then, and so is the recorder.
  afterEach(() => expect(errors).toEqual([]));
  withRecordedShop(served);
  beforeAll(async () => {
    strict = await startShop(served, { 'content-security-policy': CSP });
  });
  afterAll(() => strict.close());
  beforeEach(() => {
    tag.survey = JSON.stringify(AFTER);
    tag.attributes = '';
    errors = [];
  });
  afterEach(async () => {
    for (const page of pages) await page.context().close();
    pages = [];
  });
}

/** A page of a shopper who was never here before. */
export async function open(path: string, options: BrowserContextOptions = {}, at = shop): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  pages.push(page);
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(at.origin + path);
  return page;
}

export const card = (page: Page) => page.getByRole('dialog');
export const answers = () =>
  recorder
    .stored()
    .filter(({ name }) => name === 'survey')
    .map(({ params }) => params);
export const shown = () =>
  recorder
    .stored()
    .filter(({ name }) => name === 'survey_shown')
    .map(({ params }) => params?.name);
/** Long enough for a card that would come to be there: the page has loaded, and a further file was idle. */
export const noCard = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle');
  await sleep(300);
  expect(await page.locator('dp-survey').count()).toBe(0);
};

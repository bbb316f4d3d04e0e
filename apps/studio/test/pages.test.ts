import { mkdirSync, readFileSync } from 'node:fs';
import { eventRow, launchBrowser } from '@desirepath/testing';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from './listen.ts';
import { liveEvent } from './live-event.ts';
import { uuid } from './shoppers.ts';
import { NOW, openTestShop, type TestShop, TOKENS } from './test-shop.ts';

/** Where pictures of the pages are put, if anywhere; for people to look at. */
const PICTURES = process.env.STUDIO_PICTURES;

let shop: TestShop;
let server: Awaited<ReturnType<typeof listen>>;
let browser: Browser;
/** What any page complained about: errors, refused resources. */
const complaints: string[] = [];

beforeAll(async () => {
  shop = await openTestShop();
  server = await listen(shop.studio);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await shop?.close();
});

async function open(path: string, options: BrowserContextOptions = {}, token = TOKENS.shop): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 401'))
      complaints.push(`${path}: ${message.text()}`);
  });
  await page.goto(`${server.origin}${path}${token === '' ? '' : `#token=${token}`}`);
  return page;
}

const mapShown = (page: Page) => page.locator('.picture svg[role=img]').waitFor();

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
}

/** What axe finds that is serious or worse. */
async function serious(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    interface Violation {
      id: string;
      impact: string;
      nodes: { html: string; failureSummary: string }[];
    }
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
  });
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('the map page', () => {
  it('answers in one sentence, in shape and words as well as colour', async () => {
    const page = await open('/');
    await page.getByRole('heading', { level: 1, name: /Stage 4 of 7, Checkout, holds the chain back/ }).waitFor();
    await mapShown(page);
    expect(await page.locator('.headline-label').textContent()).toBe('▼ Constraint');
    expect(await page.locator('.picture svg').getByText('Constraint', { exact: true }).count()).toBe(1);
    expect(await page.locator('.figures dt').allTextContents()).toEqual([
      'Orders a week',
      'Worth a week',
      'Probability',
      'Conversion',
    ]);
    await page.context().close();
  });

  it('numbers the stages, in the picture and in the table', async () => {
    const page = await open('/');
    await mapShown(page);
    const names = ['Awareness', 'Consideration', 'Basket', 'Checkout', 'Purchase', 'After-sale', 'Loyalty'];
    const rows = page.getByRole('region', { name: 'All figures by stage' }).locator('tbody th');
    expect((await rows.allTextContents()).map((text) => text.replace('▼ Constraint: ', ''))).toEqual(
      names.map((name, index) => `${index + 1}\u00a0${name}`),
    );
    for (const [index, name] of names.entries()) {
      expect(await page.locator('.picture svg title', { hasText: `${index + 1} ${name}: ` }).count()).toBe(1);
    }
    await page.context().close();
  });

  it('looks at another period and a segment, and the address says so', async () => {
    const page = await open('/');
    await mapShown(page);
    await page.getByRole('radio', { name: '14 days' }).check();
    await page
      .getByLabel('Show')
      .selectOption({ label: (await page.locator('option', { hasText: 'mobile' }).textContent()) ?? '' });
    await page.waitForFunction(() => location.search === '?days=14&segment=mobile');
    await page.waitForFunction(() => document.querySelector('.page')?.getAttribute('aria-busy') === 'false');
    const shown = page.url();
    const totals = await page.locator('.totals').textContent();
    await page.goto(shown);
    await mapShown(page);
    expect(await page.locator('.totals').textContent()).toBe(totals);
    await page.context().close();
  });

  it('goes back to what was looked at before, and keeps it while another page is looked at', async () => {
    const page = await open('/');
    await mapShown(page);
    await page.getByRole('radio', { name: '14 days' }).check();
    await page.getByRole('radio', { name: '30 days' }).check();
    await page.goBack();
    await page.waitForFunction(() => location.search === '?days=14');
    expect(await page.getByRole('radio', { name: '14 days' }).isChecked()).toBe(true);
    await page.getByRole('link', { name: 'Live' }).click();
    await page.waitForFunction(() => location.pathname === '/live');
    await page.getByRole('link', { name: 'Map' }).click();
    await page.waitForFunction(() => location.pathname + location.search === '/?days=14');
    expect(await page.getByRole('radio', { name: '14 days' }).isChecked()).toBe(true);
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await page.waitForFunction(() => location.pathname + location.search === '/');
    expect(await page.getByRole('radio', { name: '7 days' }).isChecked()).toBe(true);
    await page.context().close();
  });

  it('says plainly when nothing holds the chain back', async () => {
    const page = await open('/', {}, TOKENS.calm);
    await page.getByRole('heading', { level: 1, name: /^No clear constraint/ }).waitFor();
    await mapShown(page);
    expect(await page.locator('.headline.found, tr.held').count()).toBe(0);
    await page.context().close();
  });

  it('shows a shop that has not begun the tag to paste', async () => {
    const page = await open('/', {}, TOKENS.empty);
    await page.getByRole('heading', { name: /No journeys yet/ }).waitFor();
    expect(await page.locator('pre').textContent()).toBe(
      `<script defer src="${server.origin}/dp.js" data-site="write-key-empty"></script>`,
    );
    await page.context().close();
  });

  it('saves the picture as SVG and PNG, and the table as CSV', async () => {
    const page = await open('/');
    await mapShown(page);
    await page.locator('.headline').waitFor();
    const save = async (name: string) => {
      const download = page.waitForEvent('download');
      await page.locator('.saves').first().getByRole('button', { name, exact: true }).click();
      return readFileSync(await (await download).path());
    };
    const svg = (await save('SVG')).toString();
    expect(svg).toMatch(/^<svg xmlns/);
    expect(svg).not.toContain('var(');
    expect(svg).toContain('holds the chain back');
    expect((await save('PNG')).subarray(1, 4).toString()).toBe('PNG');
    const csv = (await save('CSV')).toString().split('\r\n');
    expect(csv[0]).toContain('number,stage,entered,advanced,conversion');
    expect(csv[4]).toMatch(/^4,Checkout,\d+,\d+,0\.\d+/);
    await page.context().close();
  });

  it('says what failed and tries again', async () => {
    const page = await open('/', {}, '');
    await page.route('**/api/v1/query', (route) => route.abort());
    await page.getByLabel('API token').fill(TOKENS.shop);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('alert').filter({ hasText: 'Desirepath does not answer' }).waitFor({ timeout: 20_000 });
    await page.unroute('**/api/v1/query');
    await page.getByRole('button', { name: 'Try again' }).click();
    await mapShown(page);
    complaints.length = 0;
    await page.context().close();
  });
});

describe('the token', () => {
  it('is taken from the fragment once, and out of sight', async () => {
    const page = await open('/');
    await mapShown(page);
    expect(page.url()).toBe(`${server.origin}/`);
    await page.reload();
    await mapShown(page);
    await page.getByRole('button', { name: 'Forget token' }).click();
    await page.getByLabel('API token').waitFor();
    await page.context().close();
  });

  it('is taken from a link that is opened where the pages are open already', async () => {
    const page = await open('/', {}, '');
    await page.getByLabel('API token').waitFor();
    await page.goto(`${server.origin}/#token=${TOKENS.shop}`);
    await mapShown(page);
    expect(new URL(page.url()).hash).toBe('');
  });

  it('is asked for, and a wrong one is named as such', async () => {
    const page = await open('/live', {}, '');
    await page.getByLabel('API token').fill('guess');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'not accepted' }).waitFor();
    await page.getByLabel('API token').fill(TOKENS.shop);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Live' }).waitFor();
    await page.context().close();
  });
});

describe('the live page', () => {
  it('shows an event within two seconds, and the journey it belongs to as it grows', async () => {
    const page = await open('/live');
    await page.getByText('● Live').waitFor();
    const visitor = 'visitor-live-0001';
    const act = async (name: string, number: number) => {
      const id = uuid(`live-${number}`);
      const time = NOW - 60_000 + number * 1_000;
      await shop.insert([eventRow({ site: 'shop', visitor_id: visitor, event_id: id, name, time, seq: number })]);
      shop.emit(liveEvent({ site: 'shop', id, name, visitor, received: new Date(time).toISOString() }));
    };
    await act('view_item', 1);
    const row = page.locator('.feed tbody tr').first();
    await row.getByText('Product page').waitFor({ timeout: 2_000 });
    expect(await row.locator('.verdict').textContent()).toBe('● Stored');
    expect(await row.locator('.time').textContent()).toBe('12:59:01');

    await row.getByRole('button').click();
    const panel = page.getByRole('complementary');
    await panel.getByText('got to stage 2, Consideration').waitFor();
    expect(await panel.locator('.step').count()).toBe(1);
    await act('add_to_cart', 2);
    await panel.getByText('Added to basket').waitFor({ timeout: 10_000 });
    expect(await panel.locator('.step-number').allTextContents()).toEqual(['1', '2']);

    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('visitor');
    await page.context().close();
  });

  it('gives each verdict a shape, a word, and a reject its reason', async () => {
    for (const [index, verdict] of (['stored', 'rejected', 'duplicate', 'bot', 'limited'] as const).entries()) {
      shop.emit(
        liveEvent({
          site: 'shop',
          id: `verdict-${index}`,
          name: 'page_view',
          verdict,
          visitor: `visitor-verdict-${index}`,
          ...(verdict === 'rejected'
            ? { rejection: { reason: 'bad_time', field: 'time', detail: 'time is no moment; send milliseconds.' } }
            : {}),
        }),
      );
    }
    const page = await open('/live');
    await page.locator('.feed').getByText('◐').waitFor();
    expect((await page.locator('.feed .verdict').allTextContents()).slice(0, 5)).toEqual([
      '◐ Limited',
      '□ Bot',
      '◎ Duplicate',
      '▲ Rejected',
      '● Stored',
    ]);
    await page.getByText('time is no moment; send milliseconds.').waitFor();
    await page.context().close();
  });

  it('pauses, counts what waits, and filters by visitor', async () => {
    const page = await open('/live');
    await page.locator('.feed').waitFor();
    await page.getByRole('button', { name: /Pause/ }).click();
    const before = await page.locator('.feed tbody tr').count();
    for (const number of [1, 2]) {
      shop.emit(
        liveEvent({ site: 'shop', id: `paused-${number}`, name: 'search', visitor: `visitor-search-${number}` }),
      );
    }
    await page.getByRole('button', { name: 'Go on (2 new)' }).click();
    await page.waitForFunction((count) => document.querySelectorAll('.feed tbody tr').length === count + 2, before);
    await page.getByLabel('Visitor', { exact: true }).fill('search-2');
    await page.waitForFunction(() => document.querySelectorAll('.feed tbody tr').length === 1);
    await page.context().close();
  });

  it('counts: received is the sum of its verdicts', async () => {
    const minute = NOW - 300_000;
    await shop.insert(
      [],
      [
        { site: 'calm', minute, verdict: 'stored', reason: '', count: 1_200 },
        { site: 'calm', minute, verdict: 'rejected', reason: 'bad_event', count: 30 },
        { site: 'calm', minute, verdict: 'bot', reason: 'agent', count: 4 },
      ],
    );
    const page = await open('/live', {}, TOKENS.calm);
    const figures = page.locator('.counters dd');
    await figures.first().filter({ hasText: /\d/ }).waitFor();
    const [received, ...parts] = (await figures.allTextContents()).map((text) => Number(text.replace(/\s/g, '')));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(received);
    expect(received).toBeGreaterThanOrEqual(1_234);
    await page.context().close();
  });
});

describe('by keyboard', () => {
  it('skips to the content, and goes through everything in the order it is read', async () => {
    const page = await open('/');
    await mapShown(page);
    const stops: string[] = [];
    for (let stop = 0; stop < 10; stop++) {
      await page.keyboard.press('Tab');
      stops.push(
        await page.evaluate(() => {
          const at = document.activeElement;
          return (
            at?.getAttribute('aria-label') ??
            (at instanceof HTMLInputElement ? at.name : at?.textContent?.slice(0, 24)) ??
            ''
          );
        }),
      );
    }
    expect(stops.slice(0, 4)).toEqual(['Skip to the content', 'Map', 'Live', 'Forget token']);
    expect(stops[4]).toBe('period');
    expect(stops.slice(7, 10)).toEqual(['SVG', 'PNG', 'CSV']);
    await page.context().close();
  });

  it('shows where the focus is', async () => {
    const page = await open('/');
    await mapShown(page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)).toBe('solid');
    await page.context().close();
  });
});

/** Every state of the pages, and the way to it. */
const STATES = [
  { name: 'map', path: '/', token: TOKENS.shop, shown: '.panels' },
  { name: 'month', path: '/?days=30', token: TOKENS.shop, shown: '.headline button' },
  { name: 'calm', path: '/', token: TOKENS.calm, shown: '.panels' },
  { name: 'live', path: '/live', token: TOKENS.shop, shown: '.feed tbody tr' },
  { name: 'empty', path: '/', token: TOKENS.empty, shown: '.empty pre' },
  { name: 'token', path: '/', token: '', shown: '.token form' },
];

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  beforeAll(async () => {
    const visitor = `visitor-${colorScheme}`;
    const id = uuid(visitor);
    const time = NOW - 30_000;
    await shop.insert([eventRow({ site: 'shop', visitor_id: visitor, event_id: id, name: 'view_item', time })]);
    shop.emit(liveEvent({ site: 'shop', id, name: 'view_item', visitor }));
  });

  it.each(STATES)('$name: no sideways scrolling at any width, nothing serious found by axe', async (state) => {
    const page = await open(state.path, { colorScheme }, state.token);
    await page.locator(state.shown).first().waitFor();
    if (state.name === 'live') {
      await page.getByRole('button', { name: `visitor-${colorScheme}` }).click();
      await page.locator('.journey .step').first().waitFor();
    }
    // A narrow page is laid out differently, in the same colours as a wide one; between the two nothing is told otherwise.
    for (const width of [1280, 768, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      await picture(page, `${state.name}-${colorScheme}-${width}`);
      expect(await overflow(page), String(width)).toBe(0);
      if (width !== 768) expect(await serious(page), String(width)).toEqual([]);
    }
    await page.context().close();
  });
});

it('no page met an error or asked for what its policy refuses', () => {
  expect(complaints).toEqual([]);
  expect(shop.failures).toEqual([]);
});

// The survey file in a real browser: what shoppers see and hear of it, and what the collector's side hears.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Survey } from '@desirepath/schema';
import { launchBrowser } from '@desirepath/testing';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type {} from '../src/desirepath.ts';
import { type Recorder, type Shop, startRecorder, startShop } from './recorder.ts';
import { skipAloud } from './skip-aloud.ts';
import { leaveUnattended, unattendedChromium } from './unattended-browser.ts';

const CSP =
  "default-src 'none'; script-src 'nonce-n0nce'; style-src 'none'; connect-src http:; require-trusted-types-for 'script'; trusted-types desirepath; report-uri /csp";
const AFTER: Survey = { name: 'after_purchase', kind: 'csat', after: 'purchase', delay_seconds: 0 };
let browser: Browser;
let recorder: Recorder;
let shop: Shop;
let strict: Shop;
let pages: Page[] = [];
let errors: string[];
/** What `data-survey` says on every page. */
let said: string;
/** More attributes of the tag. */
let attributes: string;

const html = (path: string): string => `<!doctype html><html lang="en"><head><title>Shop</title>
  <script nonce="n0nce">function desirepath() { (desirepath.q = desirepath.q || []).push(arguments) }
    dataLayer = location.pathname === '/thanks' ? [{ event: 'purchase' }] : []</script>
  <script defer nonce="n0nce" src="${recorder.origin}/dp.js" data-site="wk_test" data-vitals="off" data-experience="off"
    data-survey='${said}' ${attributes}></script></head>
  <body><main><h1>${path}</h1><button id="before">Before</button><input id="field" aria-label="Field"></main></body></html>`;

beforeAll(async () => {
  const page = (path: string) =>
    path === '/surveys.json'
      ? JSON.stringify([AFTER])
      : // There, but empty: a 404 would be an error in the console, whenever the browser happens to ask.
        path === '/favicon.ico'
        ? ''
        : html(path);
  shop = await startShop(page);
  strict = await startShop(page, { 'content-security-policy': CSP });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await shop.close();
  await strict.close();
});
beforeEach(async () => {
  said = JSON.stringify(AFTER);
  attributes = '';
  errors = [];
  recorder = await startRecorder();
});
afterEach(async () => {
  for (const page of pages) await page.context().close();
  pages = [];
  await recorder.close();
  expect(errors).toEqual([]);
});

async function open(path: string, options: BrowserContextOptions = {}, at = shop): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  pages.push(page);
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(at.origin + path);
  return page;
}
const card = (page: Page) => page.getByRole('dialog');
const answers = () =>
  recorder
    .stored()
    .filter(({ name }) => name === 'survey')
    .map(({ params }) => params);
const shown = () =>
  recorder
    .stored()
    .filter(({ name }) => name === 'survey_shown')
    .map(({ params }) => params?.name);
/** Long enough for a card that would come to be there: the page has loaded, and a further file was idle. */
const noCard = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle');
  await sleep(300);
  expect(await page.locator('dp-survey').count()).toBe(0);
};

/** The file is there, and has seen that this is the checkout. */
const entered = (page: Page) =>
  expect.poll(() => page.evaluate(() => localStorage['dp.survey'] ?? '')).toContain('exit@');

describe('the card', () => {
  test('is answered by keyboard alone, takes no focus by itself and gives it back', async () => {
    const page = await open('/thanks');
    await page.focus('#field');
    await card(page).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field');
    await expect.poll(() => card(page).getByRole('status').textContent()).toBe('How was your order?');
    expect(await card(page).getAttribute('aria-modal')).toBeNull();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { checked: true }).getAttribute('aria-label')).toBe('2 Bad');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Too slow, write to ada@example.org or +32 470 12 34 56');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.querySelector('dp-survey')?.shadowRoot?.activeElement?.textContent)).toBe(
      'Send',
    );
    await page.keyboard.press('Enter');
    expect(await card(page).getByRole('status').textContent()).toBe('Thank you.');
    await page.keyboard.press('Escape');
    expect(await page.locator('dp-survey').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field');
    await vi.waitFor(() =>
      expect(answers()).toEqual([
        { name: 'after_purchase', kind: 'csat', score: 2, comment: 'Too slow, write to … or …' },
      ]),
    );
    expect(shown()).toEqual(['after_purchase']);
  });

  test('nought is a score, and a choice is known by its word', async () => {
    said = JSON.stringify([{ ...AFTER, name: 'nps', kind: 'nps' }]);
    const page = await open('/thanks');
    await page.getByRole('radio', { name: '0 Not likely' }).check();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('button', { name: 'Close' }).click();
    said = JSON.stringify({
      ...AFTER,
      name: 'why',
      kind: 'question',
      texts: { en: { question: 'Why us?', choices: { price: 'The price', range: 'The range' } } },
    });
    const other = await open('/thanks');
    await other.getByLabel('The range').check();
    await other.getByRole('button', { name: 'Send' }).click();
    await vi.waitFor(() =>
      expect(answers()).toEqual([
        { name: 'nps', kind: 'nps', score: 0 },
        { name: 'why', kind: 'question', choice: 'range' },
      ]),
    );
  });

  test('an empty answer is none; closing is none either', async () => {
    said = JSON.stringify({ ...AFTER, kind: 'question', texts: { en: { question: 'What was missing?' } } });
    const page = await open('/thanks');
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await card(page).getByRole('status').textContent()).toBe('What was missing?');
    await page.getByRole('button', { name: 'Close' }).click();
    await vi.waitFor(() => expect(shown()).toEqual(['after_purchase']));
    expect(answers()).toEqual([]);
  });

  test('says what the shop wrote, in the language of the page', async () => {
    said = JSON.stringify({
      ...AFTER,
      texts: { de: { question: 'Und?' }, en: { question: 'Well?', close: 'Not now' } },
    });
    const page = await open('/thanks');
    await expect.poll(() => card(page).getByRole('status').textContent()).toBe('Well?');
    await page.getByRole('button', { name: 'Not now' }).click();
    expect(await page.locator('dp-survey').count()).toBe(0);
  });

  for (const [width, colorScheme] of [
    [360, 'light'],
    [768, 'dark'],
    [1280, 'light'],
  ] as const) {
    test(`${width} px, ${colorScheme}: axe finds nothing, everything fits, targets are large enough`, async () => {
      said = JSON.stringify({ ...AFTER, kind: width === 360 ? 'nps' : 'csat' });
      const page = await open('/thanks', { viewport: { width, height: 640 }, colorScheme });
      if (colorScheme === 'dark') await page.addStyleTag({ content: ':root { color-scheme: dark }' });
      await page.getByRole('radio').nth(3).check();
      await page.evaluate(axe.source);
      const found = await page.evaluate(async () => {
        await Promise.all(
          (document.querySelector('dp-survey') as Element).getAnimations({ subtree: true }).map((one) => one.finished),
        );
        const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
        return (await axe.run()).violations.map(({ id }) => id);
      });
      expect(found).toEqual([]);
      const boxes = await page.evaluate(() =>
        [...(document.querySelector('dp-survey')?.shadowRoot?.querySelectorAll('input, button, textarea') ?? [])].map(
          (one) => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            return { left, right, top, bottom };
          },
        ),
      );
      for (const { left, right, top, bottom } of boxes) {
        expect(Math.min(right - left, bottom - top)).toBeGreaterThanOrEqual(24);
        expect(left >= 0 && top >= 0 && right <= width && bottom <= 640).toBe(true);
      }
    });
  }

  test("keeps still where motion is not wanted, and shows what is chosen where colours are the reader's own", async () => {
    const page = await open('/thanks', { reducedMotion: 'reduce', forcedColors: 'active' });
    await page.getByRole('radio').nth(4).check();
    const looks = await page.evaluate(() => {
      const root = document.querySelector('dp-survey')?.shadowRoot as ShadowRoot;
      const [one, chosen] = [...root.querySelectorAll('span')]
        .slice(-2)
        .map((span) => getComputedStyle(span).backgroundColor);
      return {
        animation: getComputedStyle(root.querySelector('section') as Element).animationName,
        differ: one !== chosen,
      };
    });
    expect(looks).toEqual({ animation: 'none', differ: true });
  });

  test("the colours are the shop's where it has any", async () => {
    const page = await open('/thanks');
    await page.addStyleTag({ content: ':root { --dp-survey-accent: rgb(170, 0, 85) }' });
    await page.getByRole('radio').nth(0).check();
    const colour = await page
      .getByRole('button', { name: 'Send' })
      .evaluate((send) => getComputedStyle(send).backgroundColor);
    expect(colour).toBe('rgb(170, 0, 85)');
  });

  test('a strict policy with a nonce and trusted types is kept', async () => {
    const page = await open('/thanks', {}, strict);
    await page.getByRole('radio').nth(0).check();
    expect(await page.getByRole('button', { name: 'Send' }).evaluate((send) => getComputedStyle(send).cursor)).toBe(
      'pointer',
    );
    await page.getByRole('button', { name: 'Send' }).click();
    await vi.waitFor(() => expect(answers()).toHaveLength(1));
  });

  test('the watchers of the experience leave it alone', async () => {
    attributes = 'data-experience="dp-experience.js"';
    const page = await open('/thanks');
    await page.getByRole('radio').nth(0).check();
    await page.fill('dp-survey textarea', 'Fine');
    await page.getByRole('button', { name: 'Send' }).click();
    await vi.waitFor(() => expect(answers()).toHaveLength(1));
    await sleep(500);
    expect(recorder.stored().map(({ name }) => name)).toEqual(['page_view', 'purchase', 'survey_shown', 'survey']);
  });
});

describe('when it is shown', () => {
  test('from an address, as well as by command, before the tag or long after; each once in its time', async () => {
    said = '/surveys.json';
    const page = await open('/thanks');
    await page.getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await noCard(page);
    expect(await page.evaluate(() => JSON.parse(localStorage['dp.survey']))).toMatchObject({
      after_purchase: expect.any(Number),
    });
    said = 'on';
    const other = await open('/thanks');
    await other.waitForLoadState('networkidle');
    await other.evaluate(() =>
      window.desirepath?.('survey', { name: 'late', kind: 'nps', after: 'purchase', delay_seconds: 0 }),
    );
    await card(other).waitFor();
  });

  test('on exit from the checkout: the page after it, or the pointer at the upper edge; not with an order', async () => {
    said = JSON.stringify({ name: 'exit', kind: 'csat', leaving: '/checkout*', delay_seconds: 0.2 });
    const page = await open('/checkout/1');
    await entered(page);
    await page.goto(`${shop.origin}/thanks`);
    await noCard(page);
    const gone = await open('/checkout/1');
    await entered(gone);
    await gone.goto(`${shop.origin}/basket`);
    await card(gone).waitFor();
    const turned = await open('/checkout/1');
    await entered(turned);
    await turned.mouse.move(100, 100);
    await turned.evaluate(() => document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientY: -1 })));
    await card(turned).waitFor();
    await turned.evaluate(() => window.desirepath?.('stop'));
    expect(await turned.locator('dp-survey').count()).toBe(0);
  });

  test('never without consent, and nothing of it is stored; with it, at once', async () => {
    attributes = 'data-consent="pending"';
    const page = await open('/thanks');
    await noCard(page);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await page.evaluate(() => window.desirepath?.('consent', 'granted'));
    await card(page).waitFor();
    await page.evaluate(() => window.desirepath?.('consent', 'denied'));
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    attributes = 'data-consent="denied"';
    await noCard(await open('/thanks'));
    attributes = '';
    said = JSON.stringify({ ...AFTER, delay_seconds: 0.5 });
    const revoked = await open('/thanks');
    await expect.poll(() => revoked.evaluate(() => localStorage['dp.survey'] ?? '')).not.toBe('');
    await revoked.evaluate(() => window.desirepath?.('consent', 'denied'));
    await sleep(600);
    expect(await revoked.locator('dp-survey').count()).toBe(0);
    expect(await revoked.evaluate(() => Object.keys(localStorage))).toEqual([]);
  });

  test('what an earlier visit left does not count as consent: nothing is stored or asked for until it is there', async () => {
    const page = await open('/thanks');
    await card(page).waitFor();
    // Everything has been acknowledged.
    await expect.poll(() => page.evaluate(() => Object.keys(localStorage).toSorted())).toEqual(['dp', 'dp.survey']);
    await page.evaluate(() => localStorage.removeItem('dp.survey'));
    attributes = 'data-consent="pending"';
    for (const way of [said, 'on']) {
      said = way;
      recorder.clear();
      await page.reload();
      await noCard(page);
      await page.evaluate(() => window.desirepath?.('survey', { name: 'later', kind: 'nps', after: 'purchase' }));
      expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['dp']);
      expect(recorder.asked.filter((line) => !/^GET \/dp/.test(line))).toEqual([]);
    }
    await page.evaluate(() => window.desirepath?.('consent', 'granted'));
    await vi.waitFor(() => expect(recorder.asked).toContain('GET /v1/surveys'));
    expect(await page.evaluate(() => Object.keys(localStorage))).toContain('dp.survey');
  });

  test('one in n', async () => {
    said = JSON.stringify({ ...AFTER, one_in: 1e6 });
    const page = await open('/thanks');
    await noCard(page);
    expect(shown()).toEqual([]);
  });

  for (const [stub, what] of [
    ['', 'without a queue'],
    ['function desirepath() { (desirepath.q = desirepath.q || []).push(arguments) }', 'with what it has queued'],
  ] as const) {
    test(`on a page that was rendered ahead, once it is shown, ${what}`, async () => {
      const queued = stub && "desirepath('identify', 'U1'); desirepath('event', 'early');";
      const ahead = await startShop(
        () => `<!doctype html><html lang="en"><head><title>Ahead</title><link rel="icon" href="data:,">
          <script>
            let isAhead = true;
            Object.defineProperty(document, 'prerendering', { get: () => isAhead });
            function show() { isAhead = false; document.dispatchEvent(new Event('prerenderingchange')) }
            ${stub}
            ${queued}
            dataLayer = [{ event: 'purchase' }];
          </script>
          <script defer src="${recorder.origin}/dp.js" data-site="wk_test" data-vitals="off" data-experience="off"
            data-survey='${said}'></script></head><body></body></html>`,
      );
      const page = await open('/', {}, ahead);
      await vi.waitFor(() => expect(recorder.asked).toContain('GET /dp-survey.js'));
      await noCard(page);
      await page.evaluate(() => (window as unknown as { show(): void }).show());
      await card(page).waitFor();
      await vi.waitFor(() => expect(shown()).toHaveLength(1));
      expect(recorder.stored().map(({ name }) => name)).toEqual([
        'page_view',
        ...(stub ? ['identify', 'early'] : []),
        'purchase',
        'survey_shown',
      ]);
      await ahead.close();
    });
  }

  test('on a page that a browser really rendered ahead: its queue is whole, a refusal in it too', async (context) => {
    const head = (more: string) => `<!doctype html><html lang="en"><head><title>Ahead</title>
      <link rel="icon" href="data:,">${more}<script>
        function desirepath() { (desirepath.q = desirepath.q || []).push(arguments) }
        function tell(what) { navigator.sendBeacon('${recorder.origin}/told/' + what) }
      </script><script defer src="${recorder.origin}/dp.js" data-site="wk_test" data-vitals="off" data-experience="off"
        data-survey='${said}'></script></head><body>`;
    const ahead = await startShop((path) => {
      if (path === '/b')
        return head(`<script>
          const wasAhead = document.prerendering;
          window.onerror = (message) => tell('error');
          addEventListener('DOMContentLoaded', () => {
            desirepath('consent', 'denied');
            desirepath('event', 'never');
            const shown = () => setTimeout(() => tell(wasAhead ? 'ahead' : 'anew'), 1000);
            if (wasAhead) document.addEventListener('prerenderingchange', shown);
            else shown();
          });
        </script>`);
      return head(`<script type="speculationrules">{"prerender":[{"urls":["/b"],"eagerness":"immediate"}]}</script>
        <script>addEventListener('load', () => setTimeout(() => { location.href = '/b' }, 2500))</script>`);
    });
    const told = () => recorder.asked.filter((line) => line.includes('/told/')).map((line) => line.split('/').at(-1));
    await leaveUnattended(await unattendedChromium(), `${ahead.origin}/a`, () =>
      vi.waitFor(() => expect(told().length).toBeGreaterThan(0), { timeout: 15_000 }),
    );
    await ahead.close();
    expect(told()).not.toContain('error');
    expect(recorder.stored().map(({ page: at, name }) => [at?.url?.replace(ahead.origin, ''), name])).toEqual([
      ['/a', 'page_view'],
    ]);
    skipAloud(context, !told().includes('ahead'), 'This browser rendered nothing ahead.');
  });

  test('a survey that says nothing of when is told of by debug, and harms nothing', async () => {
    said = JSON.stringify([{ name: 'x', kind: 'csat' }, AFTER]);
    const page = await open('/');
    const lines: string[] = [];
    page.on('console', (message) => lines.push(message.text()));
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => {
      window.desirepath?.('debug');
      window.desirepath?.('survey', { name: 'x', kind: 'csat' });
    });
    expect(lines.join()).toContain('A survey needs name, kind, after or leaving.');
    await page.evaluate(() => window.desirepath?.('event', 'purchase'));
    await vi.waitFor(() => expect(recorder.stored().map(({ name }) => name)).toContain('purchase'));
  });
});

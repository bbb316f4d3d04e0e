// When the card of a survey is shown, and when never.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { recorder, shop } from './recorded-shop.ts';
import { startShop } from './recorder.ts';
import { skipAloud } from './skip-aloud.ts';
import { AFTER, card, noCard, open, shown, tag, withSurveyPages } from './survey-page.ts';
import { leaveUnattended, unattendedChromium } from './unattended-browser.ts';

withSurveyPages();

/** The file is there, and has seen that this is the checkout. */
const entered = (page: Page) =>
  expect.poll(() => page.evaluate(() => localStorage['dp.survey'] ?? '')).toContain('exit@');

describe('when it is shown', () => {
  test('from an address, as well as by command, before the tag or long after; each once in its time', async () => {
    tag.survey = '/surveys.json';
    const page = await open('/thanks');
    await page.getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await noCard(page);
    expect(await page.evaluate(() => JSON.parse(localStorage['dp.survey']))).toMatchObject({
      after_purchase: expect.any(Number),
    });
    tag.survey = 'on';
    const other = await open('/thanks');
    await other.waitForLoadState('networkidle');
    await other.evaluate(() =>
      window.desirepath?.('survey', { name: 'late', kind: 'nps', after: 'purchase', delay_seconds: 0 }),
    );
    await card(other).waitFor();
  });

  test('on exit from the checkout: the page after it, or the pointer at the upper edge; not with an order', async () => {
    tag.survey = JSON.stringify({ name: 'exit', kind: 'csat', leaving: '/checkout*', delay_seconds: 0.2 });
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
    tag.attributes = 'data-consent="pending"';
    const page = await open('/thanks');
    await noCard(page);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await page.evaluate(() => window.desirepath?.('consent', 'granted'));
    await card(page).waitFor();
    await page.evaluate(() => window.desirepath?.('consent', 'denied'));
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    tag.attributes = 'data-consent="denied"';
    await noCard(await open('/thanks'));
    tag.attributes = '';
    tag.survey = JSON.stringify({ ...AFTER, delay_seconds: 0.5 });
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
    tag.attributes = 'data-consent="pending"';
    for (const way of [tag.survey, 'on']) {
      tag.survey = way;
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
    tag.survey = JSON.stringify({ ...AFTER, one_in: 1e6 });
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
            data-survey='${tag.survey}'></script></head><body></body></html>`,
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
        data-survey='${tag.survey}'></script></head><body>`;
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
    tag.survey = JSON.stringify([{ name: 'x', kind: 'csat' }, AFTER]);
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

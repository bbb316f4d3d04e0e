// What is stored, sent and asked for before, with and without consent.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { recorder, shop } from './recorded-shop.ts';
import { arrives, context, everythingKept, html, names, page, pages, settled, tag, withTagPage } from './tag-page.ts';

withTagPage();

describe('consent', () => {
  const stores = (of: Page) =>
    of.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]);

  test('nothing is stored or sent while it is pending; then everything, at its own time', async () => {
    pages['/a'] = html('', tag('data-vitals="off" data-experience="off" data-consent="pending"'));
    await page.goto(`${shop.origin}/a`);
    await page.evaluate(() => {
      window.desirepath?.('identify', 'U1');
      window.desirepath?.('event', 'waiting');
    });
    await settled();
    expect(recorder.requests).toEqual([]);
    expect(await stores(page)).toEqual([[], [], '']);
    const granted = await page.evaluate(() => {
      const now = Date.now();
      window.desirepath?.('consent', 'granted');
      return now;
    });
    await arrives(['page_view', 'waiting', 'identify']);
    expect(recorder.stored()[1]?.time).toBeLessThan(granted - 500);
    await page.evaluate(() => window.desirepath?.('consent', 'denied'));
    expect(await stores(page)).toEqual([[], [], '']);
    await page.evaluate(() => window.desirepath?.('event', 'never'));
    await settled();
    expect(names()).not.toContain('never');
  });

  test('an answer that comes late sends what waits, without another event', async () => {
    pages['/a'] = html('', tag('data-vitals="off" data-experience="off" data-consent="pending"'));
    await page.goto(`${shop.origin}/a`);
    await page.evaluate(() => window.desirepath?.('event', 'purchase', { transaction_id: 'T1' } as never));
    await settled();
    await page.evaluate(() => window.desirepath?.('consent', 'granted'));
    await arrives(['page_view', 'purchase'], 2000);
  });

  for (const how of ['denied', 'Global Privacy Control']) {
    test(`${how} at load removes what was stored before`, async () => {
      await page.goto(`${shop.origin}/a`);
      await arrives(['page_view']);
      await page.evaluate(() => {
        localStorage.setItem('dp.survey', '{}');
        localStorage.setItem('dp.filters.2', 'of the page');
        localStorage.setItem(`dp.${Date.now()}.tab-1.wk_test.0.5`, '{"events":[]}');
      });
      if (how === 'denied')
        pages['/b'] = html('', tag('data-vitals="off" data-experience="off" data-consent="denied"'));
      else await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
      await page.goto(`${shop.origin}/b`);
      await settled();
      expect(await stores(page)).toEqual([['dp.filters.2'], [], '']);
      expect(names()).toEqual(['page_view']);
    });
  }

  test('a reset stores nothing where nothing may be stored', async () => {
    const queue = `<script>
      window.desirepath = function () { (desirepath.q = desirepath.q || []).push(arguments) };
      desirepath('reset');
    </script>`;
    for (const consent of ['pending', 'denied']) {
      pages['/a'] = html('', queue + tag(`data-vitals="off" data-experience="off" data-consent="${consent}"`));
      await page.goto(`${shop.origin}/a`);
      await page.waitForFunction(() => window.desirepath?.v);
      expect(await stores(page), consent).toEqual([[], [], '']);
      await page.evaluate(() => window.desirepath?.('reset'));
      expect(await stores(page), consent).toEqual([[], [], '']);
    }
  });

  test('with everything it does by default, nothing but its own files is asked for, and nothing stored, until consent', async () => {
    const asked: string[] = [];
    context.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
    pages['/a'] = html('<button>Buy</button>', tag('data-consent="pending" data-survey="on"'));
    await page.goto(`${shop.origin}/a`);
    await page.waitForFunction(() => window.desirepath?.x);
    await vi.waitFor(() => expect(asked).toContain(`GET ${recorder.origin}/dp-survey.js`));
    await page.click('button');
    await page.mouse.wheel(0, 100);
    await page.evaluate(() => {
      window.desirepath?.('identify', 'U1');
      window.desirepath?.('event', 'purchase');
      Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      Reflect.deleteProperty(document, 'hidden');
    });
    // Signals wait up to 3 s.
    await sleep(3500);
    expect(await everythingKept()).toEqual([[], [], '', 0, 0]);
    expect(await context.cookies()).toEqual([]);
    const own = ['dp-experience.js', 'dp-survey.js', 'dp-vitals.js', 'dp.js'].map(
      (file) => `GET ${recorder.origin}/${file}`,
    );
    expect(asked.filter((line) => !line.endsWith('/favicon.ico')).toSorted()).toEqual(
      [`GET ${shop.origin}/a`, ...own].toSorted(),
    );
    await page.evaluate(() => window.desirepath?.('consent', 'granted'));
    await vi.waitFor(() => expect(asked).toContain(`POST ${recorder.origin}/v1/events`));
    await vi.waitFor(() => expect(names()).toEqual(expect.arrayContaining(['page_view', 'purchase', 'identify'])));
    expect(asked).toContain(`GET ${recorder.origin}/v1/surveys?key=wk_test`);
    // What is under way when the page goes would otherwise come into the next test.
    await page.goto('about:blank');
    await settled();
  });

  test('Global Privacy Control denies by default', async () => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
    await page.goto(`${shop.origin}/a`);
    await settled();
    expect(recorder.requests).toEqual([]);
    expect(await stores(page)).toEqual([[], [], '']);
  });
});

// Whatever happens to the page, the network or the collector, every event arrives.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { recorder, shop } from './recorded-shop.ts';
import { arrives, context, html, names, newPage, page, pages, settled, withTagPage } from './tag-page.ts';

withTagPage();

describe('delivery', () => {
  test('a purchase leaves at once', async () => {
    await page.goto(`${shop.origin}/a`);
    await arrives(['page_view']);
    const took = await page.evaluate(async () => {
      const started = performance.now();
      window.desirepath?.('event', 'purchase', { transaction_id: 'T1', value: 3, currency: 'EUR', items: [] });
      await new Promise((done) =>
        new PerformanceObserver((list) => list.getEntriesByName.length && done(0)).observe({ type: 'resource' }),
      );
      return performance.now() - started;
    });
    await arrives(['page_view', 'purchase']);
    expect(took).toBeLessThan(300);
  });

  test('nothing is lost, whichever way a page is left', async () => {
    pages['/leave'] = html(
      `<script>
        addEventListener('pagehide', () => desirepath('event', 'at_pagehide'));
        addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && desirepath('event', 'at_hidden'));
        addEventListener('load', () => { desirepath('event', 'at_load'); location.href = '/next' });
      </script>`,
    );
    await page.goto(`${shop.origin}/leave`);
    await page.waitForURL('**/next');
    await vi.waitFor(() =>
      expect(names().toSorted()).toEqual(['at_hidden', 'at_load', 'at_pagehide', 'page_view', 'page_view']),
    );
  });

  test('a closed tab has sent its last events', async () => {
    await page.goto(`${shop.origin}/a`);
    await page.evaluate(() => window.desirepath?.('event', 'last'));
    await page.close({ runBeforeUnload: true });
    await vi.waitFor(() => expect(names()).toContain('last'));
  });

  test('a burst of 200 arrives whole and in order, in few requests', async () => {
    await page.goto(`${shop.origin}/a`);
    await arrives(['page_view']);
    await page.evaluate(() => {
      for (let no = 0; no < 200; no++) window.desirepath?.('event', `e${no}`);
    });
    await arrives(['page_view', ...Array.from({ length: 200 }, (_, no) => `e${no}`)]);
    expect(recorder.requests.length).toBeLessThanOrEqual(4);
    expect(recorder.stored().map(({ seq }) => seq)).toEqual(Array.from({ length: 201 }, (_, no) => no));
  });

  test('100 events of 1 kB, then the next page: all there', async () => {
    await page.goto(`${shop.origin}/a`);
    await page.evaluate(() => {
      for (let no = 0; no < 100; no++) window.desirepath?.('event', 'large', { text: 'x'.repeat(1000) });
      location.href = '/b';
    });
    await vi.waitFor(() => expect(names().filter((name) => name === 'large')).toHaveLength(100), 8000);
  });

  test('offline, then online', async () => {
    const url = `${shop.origin}/tunnel`;
    await page.goto(url);
    // What the browser still sends for the test before this one comes in between, a second time.
    const here = () =>
      recorder
        .stored()
        .filter((event) => event.page?.url === url)
        .map(({ name }) => name);
    await vi.waitFor(() => expect(here()).toEqual(['page_view']));
    await context.setOffline(true);
    await page.evaluate(() => window.desirepath?.('event', 'in_the_tunnel'));
    await settled();
    expect(here()).toEqual(['page_view']);
    await context.setOffline(false);
    await vi.waitFor(() => expect(here()).toEqual(['page_view', 'in_the_tunnel']), { timeout: 5000 });
  });

  test('offline and closed: the next page in another tab brings it', async () => {
    await page.goto(`${shop.origin}/a`);
    await arrives(['page_view']);
    await context.setOffline(true);
    await page.evaluate(async () => {
      window.desirepath?.('event', 'left_behind');
      await Promise.resolve();
      // An hour has passed when the shopper comes back.
      for (const key of Object.keys(localStorage)) {
        const parts = key.split('.');
        if (parts.length < 4) continue;
        const text = localStorage.getItem(key) ?? '';
        localStorage.removeItem(key);
        parts[1] = `${Number(parts[1]) - 3_600_000}`;
        localStorage.setItem(parts.join('.'), text);
      }
    });
    await page.close();
    await context.setOffline(false);
    const other = await newPage();
    await other.goto(`${shop.origin}/b`);
    await vi.waitFor(() => expect(names().toSorted()).toEqual(['left_behind', 'page_view', 'page_view']));
    expect(await other.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('dp.')))).toEqual([]);
  });

  test('a collector that answers 503 for a while', async () => {
    recorder.answer = 503;
    await page.goto(`${shop.origin}/a`);
    await vi.waitFor(() => expect(recorder.requests.length).toBeGreaterThanOrEqual(2), 5000);
    recorder.answer = 200;
    await arrives(['page_view'], 8000);
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('dp.')))).toEqual([]);
  });

  test('a renderer that crashes before it could send', async () => {
    recorder.answer = 503;
    await page.goto(`${shop.origin}/a`);
    await page.evaluate(() => window.desirepath?.('event', 'before_the_crash'));
    await sleep(100);
    const crashed = page.waitForEvent('crash');
    page.goto('chrome://crash').catch(() => {});
    await crashed;
    recorder.answer = 200;
    recorder.clear();
    // The same tab's storage is gone with it; its events are adopted once they are old enough.
    const other = await newPage();
    await other.addInitScript(() => {
      const now = Date.now;
      Date.now = () => now() + 61_000;
    });
    await other.goto(`${shop.origin}/b`);
    await vi.waitFor(() => expect(names()).toContain('before_the_crash'), 5000);
  });
});

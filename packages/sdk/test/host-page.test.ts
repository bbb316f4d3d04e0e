// The page that the tag lives in: strict policies, frames, old browsers, no storage; and what it costs that page.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { recorder, shop } from './recorded-shop.ts';
import { startShop } from './recorder.ts';
import { arrives, everythingKept, html, names, page, pages, settled, tag, withTagPage } from './tag-page.ts';

withTagPage();

describe('the page it lives in', () => {
  test('a strict policy with a nonce and trusted types is kept, vitals included', async () => {
    const strict = await startShop(
      () =>
        `<!doctype html><html lang="en"><head><title>Strict</title>
        <script nonce="n1">violations = []; addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective))</script>
        <script nonce="n1" defer src="${recorder.origin}/dp.js" data-site="wk_test"></script></head><body><p>Words</p></body></html>`,
      {
        'content-security-policy': `default-src 'none'; script-src 'nonce-n1'; connect-src ${recorder.origin}; require-trusted-types-for 'script'; base-uri 'none'`,
      },
    );
    try {
      await page.goto(strict.origin);
      await page.waitForFunction(() => window.desirepath?.x);
      await vi.waitFor(() => expect(recorder.asked).toContain('GET /dp-vitals.js'));
      await arrives(['page_view']);
      await page.click('p');
      await sleep(300);
      expect(await page.evaluate(() => (window as unknown as { violations: string[] }).violations)).toEqual([]);
      await page.goto('about:blank');
      await vi.waitFor(() => expect(names().toSorted()).toEqual(['engagement', 'page_view', 'web_vital']));
      const vitals = recorder.stored().find(({ name }) => name === 'web_vital')?.params;
      expect(vitals).toMatchObject({ navigation_type: 'navigate' });
      for (const metric of ['lcp', 'fcp', 'ttfb', 'cls']) expect(vitals?.[metric], metric).toEqual(expect.any(Number));
    } finally {
      await strict.close();
    }
  });

  test('two sites on one origin send each its own events', async () => {
    const head = (site: string) =>
      tag('data-vitals="off" data-experience="off"').replace('data-site="wk_test"', `data-site="${site}"`);
    pages['/de'] = html('', head('wk_test_de'));
    pages['/fr'] = html('', head('wk_test_fr'));
    pages['/none.svg'] = '';
    const keys = () => recorder.requests.map(({ key, events }) => [key, ...events.map(({ page: at }) => at?.url)]);
    recorder.answer = 503;
    await page.goto(`${shop.origin}/de`);
    await vi.waitFor(() => expect(recorder.requests.length).toBeGreaterThan(0));
    const left = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('dp.')));
    expect(left).toHaveLength(1);
    await page.goto(`${shop.origin}/none.svg`);
    recorder.answer = 200;
    recorder.clear();
    await page.goto(`${shop.origin}/fr`);
    await vi.waitFor(() => expect(keys()).toContainEqual(['wk_test_fr', `${shop.origin}/fr`]));
    await settled();
    expect(
      keys()
        .flat()
        .filter((text) => text === `${shop.origin}/de`),
    ).toEqual([]);
    await page.goto(`${shop.origin}/de`);
    await vi.waitFor(() => expect(names()).toHaveLength(3));
    expect(recorder.requests.filter(({ key }) => key === 'wk_test_fr').flatMap(({ events }) => events)).toHaveLength(1);
  });

  test('a sandboxed frame, which has neither storage nor cookies, is recorded', async () => {
    pages['/a'] = `<!doctype html><title>Outer</title><iframe sandbox="allow-scripts" src="/framed"></iframe>`;
    await page.goto(`${shop.origin}/a`);
    await vi.waitFor(() => expect(page.frames()).toHaveLength(2));
    await page.frames()[1]?.evaluate(() => window.desirepath?.('event', 'inside'));
    await arrives(['page_view', 'inside']);
    const [first, second] = recorder.stored();
    expect(second?.session).toBe(first?.session);
  });

  test('a browser that lacks what the tag needs gets the page alone', async () => {
    await page.addInitScript(() => Reflect.deleteProperty(Crypto.prototype, 'getRandomValues'));
    await page.goto(`${shop.origin}/a`);
    await page.evaluate(() => window.desirepath?.('event', 'nobody'));
    await settled();
    expect(recorder.requests).toEqual([]);
  });

  test('says nothing in the console unless asked, and asks nobody but the collector', async () => {
    const said: string[] = [];
    const asked = new Set<string>();
    page.on('console', (message) => said.push(message.text()));
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    pages['/a'] = html('', tag());
    await page.goto(`${shop.origin}/a`);
    await arrives(['page_view']);
    await page.evaluate(() => {
      const circle: Record<string, unknown> = {};
      circle.self = circle;
      window.desirepath?.('event', 'odd', circle);
    });
    await arrives(['page_view', 'odd']);
    expect(said).toEqual([]);
    expect([...asked].toSorted()).toEqual([shop.origin, recorder.origin].toSorted());
    await page.evaluate(() => {
      window.desirepath?.('debug');
      window.desirepath?.('event', 'shown');
    });
    await vi.waitFor(() => expect(said.join()).toContain('sent, 200'));
  });

  test('ten events of a journey weigh little on the wire', async () => {
    await page.goto(`${shop.origin}/a`);
    await arrives(['page_view']);
    await page.evaluate(() => {
      for (let no = 0; no < 9; no++)
        window.desirepath?.('event', 'add_to_cart', { currency: 'EUR', value: 19.9, items: [{ item_id: 'SKU1' }] });
    });
    await vi.waitFor(() => expect(names()).toHaveLength(10));
    const bytes = recorder.requests.reduce((sum, request) => sum + request.bytes, 0);
    expect(bytes / 10).toBeLessThan(180);
  });

  test('cookieless: nothing is stored, and no id is sent', async () => {
    pages['/a'] = html('', tag('data-vitals="off" data-experience="off" data-cookieless'));
    await page.goto(`${shop.origin}/a`);
    await page.evaluate(() => {
      window.desirepath?.('identify', 'U1');
      window.desirepath?.('event', 'second');
    });
    await arrives(['page_view', 'second']);
    for (const event of recorder.stored()) {
      for (const key of ['visitor', 'session', 'tab', 'user_id'] as const) expect(event[key], key).toBeUndefined();
    }
    expect(await everythingKept()).toEqual([[], [], '', 0, 0]);
    // Nor where it could not be sent.
    recorder.answer = 503;
    await page.evaluate(() => window.desirepath?.('event', 'third'));
    await settled();
    expect(await everythingKept()).toEqual([[], [], '', 0, 0]);
  });

  test('works without any storage', async () => {
    await page.addInitScript(() => {
      for (const area of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, area, {
          get: () => {
            throw new DOMException('no', 'SecurityError');
          },
        });
      }
    });
    await page.goto(`${shop.origin}/a`);
    await page.evaluate(() => window.desirepath?.('event', 'second'));
    await arrives(['page_view', 'second']);
    const [first, second] = recorder.stored();
    expect(second?.session).toBe(first?.session);
  });
});

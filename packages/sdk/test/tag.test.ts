// The built tag in a real browser. What is asserted is what reached the collector's side, never what the tag says of itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { launchBrowser } from '@desirepath/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type {} from '../src/desirepath.ts';
import { type Recorder, type Shop, startRecorder, startShop } from './recorder.ts';
import { skipAloud } from './skip-aloud.ts';
import { leaveUnattended, unattendedChromium } from './unattended-browser.ts';

let browser: Browser;
let recorder: Recorder;
let shop: Shop;
let context: BrowserContext;
let page: Page;
let errors: string[];
/** Documents by path; every other path is a plain page with the tag. */
let pages: Record<string, string>;

const tag = (attributes = ''): string =>
  `<script defer src="${recorder.origin}/dp.js" data-site="wk_test" ${attributes}></script>`;
const html = (body = '', head = tag('data-vitals="off" data-experience="off"')): string =>
  `<!doctype html><html lang="en"><head><title>Shop</title>${head}</head><body>${body}</body></html>`;

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

/** All that the page keeps in the browser, wherever that may be. */
const everythingKept = () =>
  page.evaluate(async () => [
    Object.keys(localStorage),
    Object.keys(sessionStorage),
    document.cookie,
    (await indexedDB.databases()).length,
    (await caches.keys().catch(() => [])).length,
  ]);

async function newPage(): Promise<Page> {
  const opened = await context.newPage();
  opened.on('pageerror', (error) => errors.push(error.message));
  return opened;
}
const names = () => recorder.stored().map(({ name }) => name);
const paths = () =>
  recorder
    .stored()
    .filter(({ name }) => name === 'page_view')
    .map(({ page: at }) => (at?.url ?? '').replace(shop.origin, ''));
const arrives = async (expected: string[], timeout = 5000): Promise<void> => {
  await vi.waitFor(() => expect(names()).toEqual(expected), { timeout, interval: 20 });
};
const settled = (): Promise<void> => sleep(700);

describe('page views', () => {
  test('a load, with where it came from', async () => {
    await page.goto(`${shop.origin}/a?utm_source=news&utm_medium=email&gclid=G1`, {
      referer: 'https://search.example/',
    });
    await arrives(['page_view']);
    const [event] = recorder.stored();
    expect(event).toMatchObject({
      seq: 0,
      page: { url: `${shop.origin}/a?utm_source=news&utm_medium=email&gclid=G1`, title: 'Shop' },
      language: 'en-GB',
    });
    expect(event?.page?.referrer).toContain('https://search.example/');
    expect(recorder.requests[0]?.contentType).toMatch(/^text\/plain/);
  });

  for (const api of ['navigation', 'history']) {
    test(`a single-page shop moves, by the ${api} API`, async () => {
      if (api === 'history') await page.addInitScript(() => Reflect.deleteProperty(window, 'navigation'));
      await page.goto(`${shop.origin}/a`);
      await page.evaluate(async () => {
        history.pushState({}, '', '/b');
        document.title = 'B';
        history.pushState({}, '', '/b');
        history.replaceState({}, '', '/b?sort=price');
        history.replaceState({}, '', '/b?sort=price');
        history.pushState({}, '', '/b?page=2');
        history.replaceState({}, '', '/c');
        history.pushState({}, '', '/c#details');
        await new Promise((done) => {
          addEventListener('popstate', done, { once: true });
          history.go(-2);
        });
      });
      await vi.waitFor(() => expect(paths()).toEqual(['/a', '/b', '/b?page=2', '/c', '/b?sort=price']));
      await settled();
      expect(paths()).toHaveLength(5);
      expect(recorder.stored().map(({ page: at }) => at?.referrer?.replace(shop.origin, ''))).toEqual([
        '',
        '/a',
        '/b',
        '/b?page=2',
        '/c',
      ]);
    });
  }

  for (const api of ['navigation', 'history']) {
    test(`a shop that routes by the fragment, by the ${api} API; without data-hash, no fragment is a page`, async () => {
      if (api === 'history') await page.addInitScript(() => Reflect.deleteProperty(window, 'navigation'));
      pages['/shop'] = html('', tag('data-vitals="off" data-experience="off" data-hash'));
      const walk = async () => {
        await page.evaluate(async () => {
          const moved = () => new Promise((done) => addEventListener('hashchange', done, { once: true }));
          for (const hash of ['#/lamps', '#/lamps', '#/lamps/oak']) {
            const there = location.hash === hash ? undefined : moved();
            location.hash = hash;
            await there;
          }
          history.pushState({}, '', '#/basket');
          history.replaceState({}, '', '#/basket');
          const back = moved();
          history.back();
          await back;
        });
        await settled();
      };
      await page.goto(`${shop.origin}/shop#/`);
      await walk();
      const counted = ['/shop#/', '/shop#/lamps', '/shop#/lamps/oak', '/shop#/basket', '/shop#/lamps/oak'];
      await vi.waitFor(() => expect(paths()).toEqual(counted));
      await page.goto(`${shop.origin}/plain#/`);
      await walk();
      await vi.waitFor(() => expect(paths()).toEqual([...counted, '/plain#/']));
    });
  }

  test('leaves no patch behind when it stops', async () => {
    await page.addInitScript(() => Reflect.deleteProperty(window, 'navigation'));
    await page.goto(`${shop.origin}/a`);
    await arrives(['page_view']);
    const patched = () =>
      page.evaluate(() =>
        [history.pushState, history.replaceState].map((method) => `${method}`.includes('[native code]')),
      );
    expect(await patched()).toEqual([false, false]);
    await page.evaluate(() => window.desirepath?.('stop'));
    expect(await patched()).toEqual([true, true]);
    await page.evaluate(() => history.pushState({}, '', '/b'));
    await settled();
    expect(paths()).toEqual(['/a']);
  });

  test('a reload counts again, in the same session and tab', async () => {
    await page.goto(`${shop.origin}/a`);
    await arrives(['page_view']);
    await page.reload();
    await arrives(['page_view', 'page_view']);
    const [first, second] = recorder.stored();
    expect(second?.id).not.toBe(first?.id);
    for (const key of ['visitor', 'session', 'tab'] as const) expect(second?.[key]).toBe(first?.[key]);
  });

  test('two tags on a page count once', async () => {
    pages['/a'] = html(
      '',
      tag('data-vitals="off" data-experience="off"') + tag('data-vitals="off" data-experience="off"'),
    );
    await page.goto(`${shop.origin}/a`);
    await arrives(['page_view']);
    await settled();
    expect(names()).toEqual(['page_view']);
  });

  test('a tab in the background counts when it is first seen', async () => {
    await page.addInitScript(() => {
      Object.defineProperty(document, 'hidden', { get: () => sessionStorage.getItem('state') !== 'visible' });
    });
    await page.goto(`${shop.origin}/a`);
    await settled();
    expect(names()).toEqual([]);
    await page.evaluate(() => {
      sessionStorage.setItem('state', 'visible');
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    });
    await arrives(['page_view']);
  });

  test('a page that comes back counts', async () => {
    await page.goto(`${shop.origin}/a`);
    await arrives(['page_view']);
    await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    });
    await arrives(['page_view', 'page_view']);
    expect(paths()).toEqual(['/a', '/a']);
  });

  test('a page out of the back/forward cache counts', async (context) => {
    pages['/a'] = html(
      `<script>
        addEventListener('pageshow', (event) => desirepath('event', event.persisted ? 'restored' : 'loaded'));
        addEventListener('load', () => setTimeout(() => { location.href = '/b' }, 1000));
      </script>`,
      `<script>function desirepath() { (desirepath.q = desirepath.q || []).push(arguments) }</script>${tag('data-vitals="off" data-experience="off"')}`,
    );
    pages['/b'] = html(`<script>addEventListener('load', () => setTimeout(() => history.back(), 1000))</script>`);
    await leaveUnattended(await unattendedChromium(), `${shop.origin}/a`, async () => {
      await vi.waitFor(() => expect(paths().slice(0, 3)).toEqual(['/a', '/b', '/a']), { timeout: 15_000 });
      await vi.waitFor(() => expect(names().filter((name) => name !== 'page_view').length).toBeGreaterThan(1));
    });
    skipAloud(
      context,
      !names().includes('restored'),
      'This browser has no back/forward cache (headless shells have none).',
    );
  });

  test('a page rendered ahead counts when it is shown, and nothing on it before', async (context) => {
    pages['/a'] = html(
      `<script>addEventListener('load', () => setTimeout(() => { location.href = '/b' }, 2500))</script>`,
      `<script type="speculationrules">{"prerender":[{"urls":["/b"],"eagerness":"immediate"}]}</script>${tag('data-vitals="off" data-experience="off"')}`,
    );
    pages['/b'] = html(
      '',
      `<script>dataLayer = [{ event: 'view_item', ahead: document.prerendering, at: Date.now() }];
        const timer = setInterval(() => {
          if (!window.desirepath?.x) return;
          clearInterval(timer);
          desirepath('event', 'watched');
        }, 100);
      </script>${tag('data-vitals="off"')}`,
    );
    await leaveUnattended(await unattendedChromium(), `${shop.origin}/a`, async () => {
      await vi.waitFor(
        () =>
          expect(names().filter((name) => name !== 'engagement')).toEqual([
            'page_view',
            'page_view',
            'view_item',
            'watched',
          ]),
        { timeout: 15_000 },
      );
    });
    expect(paths()).toEqual(['/a', '/b']);
    const [, shown, item] = recorder.stored().filter(({ name }) => name !== 'engagement');
    skipAloud(context, item?.params?.ahead !== true, 'This browser rendered nothing ahead.');
    expect(Number(shown?.time) - Number(item?.params?.at), 'ms between rendered and shown').toBeGreaterThan(500);
  });
});

describe('what the page says', () => {
  test('clicks on marked elements, in shadow roots too', async () => {
    pages['/a'] = html(`
      <button data-dp="size_guide" data-dp-item-id="A1"><b>Sizes</b></button>
      <button id="named" data-dp="hero" data-dp-event="select_promotion" data-dp-promotion-name="Autumn">Go</button>
      <i id="plain">nothing</i><div id="host"></div>
      <div data-dp="account"><p data-dp-private><button data-dp="balance" id="private">4 711</button></p></div>
      <script>
        host.attachShadow({ mode: 'open' }).innerHTML = '<button data-dp="inside" id="inside">In</button>';
      </script>`);
    await page.goto(`${shop.origin}/a`);
    await page.click('b');
    await page.click('#named');
    await page.click('#plain');
    await page.click('#private');
    await page.click('#inside');
    await arrives(['page_view', 'click', 'select_promotion', 'click']);
    expect(recorder.stored().map(({ params }) => params)).toEqual([
      undefined,
      { name: 'size_guide', item_id: 'A1' },
      { name: 'hero', promotion_name: 'Autumn' },
      { name: 'inside' },
    ]);
  });

  test('a click on a label is one, of the label or else of what it labels', async () => {
    pages['/a'] = html(`
      <label data-dp="size"><b id="around">M</b><input type="checkbox" id="inside"></label>
      <label data-dp="colour" for="other" id="beside">Red</label><input type="checkbox" data-dp="red" id="other">
      <label id="plain">Gift<input type="checkbox" data-dp="gift"></label>
      <div data-dp="filters"><label id="held">New<input type="checkbox"></label></div><div id="host"></div>
      <script>
        host.attachShadow({ mode: 'open' }).innerHTML = '<label data-dp="deep" id="deep">In<input type="checkbox"></label>';
      </script>`);
    await page.goto(`${shop.origin}/a`);
    for (const id of ['around', 'around', 'inside', 'inside', 'beside', 'other', 'plain', 'held', 'deep'])
      await page.click(`#${id}`);
    await page.evaluate(() => window.desirepath?.('event', 'last'));
    await vi.waitFor(() => expect(recorder.stored().map(({ name }) => name)).toContain('last'));
    expect(recorder.stored().map(({ name, params }) => params?.name ?? name)).toEqual([
      'page_view',
      ...['size', 'size', 'size', 'size', 'colour', 'red', 'gift', 'filters', 'deep'],
      'last',
    ]);
  });

  test('dataLayer, before the tag and after', async () => {
    pages['/a'] = html(
      '',
      `<script>
        dataLayer = [{ 'gtm.start': 1, event: 'gtm.js' }];
        function gtag() { dataLayer.push(arguments) }
        gtag('js', new Date()); gtag('config', 'G-1');
        gtag('event', 'view_item', { currency: 'EUR', value: 3, items: [{ item_id: 'A' }] });
      </script>${tag('data-vitals="off" data-experience="off"')}`,
    );
    await page.goto(`${shop.origin}/a`);
    await page.evaluate(() => {
      const items = [{ item_id: 'A', price: 3 }];
      const length = window.dataLayer?.push(
        { ecommerce: null },
        { event: 'add_to_cart', ecommerce: { value: 3, items } },
      );
      // What the page changes afterwards does not change what happened.
      items.push({ item_id: 'B', price: 4 });
      window.dataLayer?.push({ event: 'pushed', length });
    });
    await arrives(['page_view', 'view_item', 'add_to_cart', 'pushed']);
    expect(recorder.stored().map(({ params }) => params)).toEqual([
      undefined,
      { currency: 'EUR', value: 3, items: [{ item_id: 'A' }] },
      { value: 3, items: [{ item_id: 'A', price: 3 }] },
      { length: 6 },
    ]);
  });

  for (const [what, layer] of [
    ['no array', '{ page: { type: "product" } }'],
    ['frozen', 'Object.freeze([{ event: "lain" }])'],
  ] as const) {
    test(`a dataLayer that is ${what} takes nothing else away`, async () => {
      const checkout = shop.origin.replace('127.0.0.1', 'localhost');
      pages['/a'] = html(
        `<button data-dp="marked">Go</button><a href="${checkout}/pay">Pay</a>`,
        `<script>
          dataLayer = ${layer};
          window.desirepath = function () { (desirepath.q = desirepath.q || []).push(arguments) };
          desirepath('event', 'early'); desirepath('identify', 42);
        </script>${tag('data-vitals="off" data-experience="off" data-domains="localhost"')}`,
      );
      pages['/pay'] = html('', tag('data-vitals="off" data-experience="off" data-domains="127.0.0.1"'));
      await page.goto(`${shop.origin}/a`);
      await page.click('button');
      const lain = what === 'frozen' ? ['lain'] : [];
      await arrives(['page_view', 'early', 'identify', ...lain, 'click']);
      await page.click('a');
      await arrives(['page_view', 'early', 'identify', ...lain, 'click', 'page_view']);
      expect(recorder.stored().at(-1)?.visitor).toBe(recorder.stored()[0]?.visitor);
    });
  }

  test('commands, queued before the tag and after; a person is told of once', async () => {
    pages['/a'] = html(
      '',
      `<script>
        window.desirepath = window.desirepath || function () { (desirepath.q = desirepath.q || []).push(arguments) };
        desirepath('event', 'early', { n: 1 }); desirepath('identify', 42);
      </script>${tag('data-vitals="off" data-experience="off"')}`,
    );
    await page.goto(`${shop.origin}/a`);
    await arrives(['page_view', 'early', 'identify']);
    expect(recorder.stored().map(({ user_id }) => user_id)).toEqual([undefined, undefined, '42']);
    await page.reload();
    await arrives(['page_view', 'early', 'identify', 'page_view', 'early']);
    expect(recorder.stored()[3]?.user_id).toBe('42');
    const before = recorder.stored()[3];
    await page.evaluate(() => {
      window.desirepath?.('reset');
      window.desirepath?.('event', 'after');
      (window.desirepath as unknown as (...args: unknown[]) => void)?.('no such command', {});
    });
    await vi.waitFor(() => expect(names()).toContain('after'));
    const after = recorder.stored().at(-1);
    expect(after?.user_id).toBeUndefined();
    expect(after?.visitor).not.toBe(before?.visitor);
    expect(after?.session).not.toBe(before?.session);
  });
});

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

describe('who', () => {
  test('two tabs are one visitor and one session', async () => {
    await page.goto(`${shop.origin}/a`);
    await arrives(['page_view']);
    const other = await newPage();
    await other.goto(`${shop.origin}/b`);
    await arrives(['page_view', 'page_view']);
    const [first, second] = recorder.stored();
    expect(second?.visitor).toBe(first?.visitor);
    expect(second?.session).toBe(first?.session);
    expect(second?.tab).not.toBe(first?.tab);
  });

  test('half an hour of silence and another campaign open a session, the same campaign does not', async () => {
    const visit = async (path: string, minutes: number) => {
      const tab = await newPage();
      await tab.addInitScript((ahead) => {
        const now = Date.now;
        Date.now = () => now() + ahead * 60_000;
      }, minutes);
      const count = names().length;
      await tab.goto(shop.origin + path);
      await vi.waitFor(() => expect(names()).toHaveLength(count + 1));
      await tab.close();
      return recorder.stored().at(-1)?.session;
    };
    const first = await visit('/a?utm_source=x', 0);
    expect(await visit('/b?utm_source=x', 10)).toBe(first);
    expect(await visit('/b', 35)).toBe(first);
    const second = await visit('/b', 66);
    expect(second).not.toBe(first);
    expect(await visit('/b?utm_source=y', 67)).not.toBe(second);
  });

  test('a cookie brings the visitor back when storage is emptied', async () => {
    await page.goto(`${shop.origin}/a`);
    await arrives(['page_view']);
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await arrives(['page_view', 'page_view']);
    const [first, second] = recorder.stored();
    expect(second?.visitor).toBe(first?.visitor);
  });
});

describe('more than one domain', () => {
  const over = async (of: Page, link: string): Promise<void> => {
    await of.waitForFunction(() => window.desirepath?.v);
    await of.click(link);
    await of.waitForLoadState();
  };

  test('a checkout elsewhere and back: one visitor, one session, three pages', async () => {
    // Another host, so that not even a cookie is shared.
    const checkout = shop.origin.replace('127.0.0.1', 'localhost');
    pages['/a'] = html(
      `<a id="pay" href="${checkout}/pay?cart=1#top">Pay</a>`,
      tag('data-vitals="off" data-experience="off" data-domains="localhost"'),
    );
    pages['/pay'] = html(
      `<form method="post" action="${shop.origin}/done?x=1&y=2"><button>Done</button></form>`,
      tag('data-vitals="off" data-experience="off" data-domains="other.example, 127.0.0.1"'),
    );
    pages['/done'] = html('', tag('data-vitals="off" data-experience="off" data-domains="localhost"'));
    await page.goto(`${shop.origin}/a?utm_source=letter`);
    await over(page, '#pay');
    expect(page.url()).toBe(`${checkout}/pay?cart=1#top`);
    await over(page, 'button');
    await page.waitForURL(`${shop.origin}/done?x=1&y=2`);
    await arrives(['page_view', 'page_view', 'page_view']);
    expect(recorder.stored().map(({ page: at }) => at?.url)).toEqual([
      `${shop.origin}/a?utm_source=letter`,
      `${checkout}/pay?cart=1#top`,
      `${shop.origin}/done?x=1&y=2`,
    ]);
    for (const key of ['visitor', 'session'] as const) {
      expect(new Set(recorder.stored().map((event) => event[key])).size, key).toBe(1);
    }
    expect(JSON.stringify(recorder.requests)).not.toContain('_dp');
  });

  test('who comes over is who goes on, whoever was here the day before', async () => {
    const checkout = shop.origin.replace('127.0.0.1', 'localhost');
    const head = tag('data-vitals="off" data-experience="off" data-domains="localhost 127.0.0.1"');
    pages['/a'] = html(`<a href="${checkout}/pay">Pay</a>`, head);
    pages['/pay'] = html('', head);
    const aDayAgo = async (): Promise<void> => {
      for (const origin of [shop.origin, checkout]) {
        await page.goto(`${origin}/none.svg`);
        await page.evaluate(() => {
          const stored = JSON.parse(localStorage.dp);
          localStorage.dp = JSON.stringify({ ...stored, t: stored.t - 86_400_000 });
        });
      }
      recorder.clear();
    };
    const buy = async (): Promise<void> => {
      await page.goto(`${shop.origin}/a`);
      await arrives(['page_view']);
      await over(page, 'a');
      await arrives(['page_view', 'page_view']);
      await page.evaluate(() => window.desirepath?.('event', 'begin_checkout'));
      await arrives(['page_view', 'page_view', 'begin_checkout']);
      await page.evaluate(() => window.desirepath?.('event', 'purchase'));
      await arrives(['page_view', 'page_view', 'begin_checkout', 'purchase']);
    };
    const all = (key: 'visitor' | 'session' | 'user_id') => [...new Set(recorder.stored().map((event) => event[key]))];
    pages['/none.svg'] = '';
    await buy();
    const [visitor] = all('visitor');
    const [yesterday] = all('session');
    await aDayAgo();
    await buy();
    expect(all('visitor')).toEqual([visitor]);
    expect(all('session')).toHaveLength(1);
    expect(all('session')).not.toContain(yesterday);
    // Somebody signed in over there; today it is somebody else who comes.
    await page.evaluate(() => window.desirepath?.('identify', 'C-1'));
    await vi.waitFor(() => expect(names()).toContain('identify'));
    await aDayAgo();
    await page.goto(`${shop.origin}/none.svg`);
    await page.evaluate(() => localStorage.clear());
    await context.clearCookies({ domain: new URL(shop.origin).hostname });
    await buy();
    expect(all('visitor')).toHaveLength(1);
    expect(all('visitor')).not.toContain(visitor);
    expect(all('session')).toHaveLength(1);
    expect(all('user_id')).toEqual([undefined]);
  });

  test('an address keeps each of its characters', async () => {
    const checkout = shop.origin.replace('127.0.0.1', 'localhost');
    const signed = '?sig=a%20b+c~d*(e)%2f%7E&empty&to=/x?y=1,2&q=%27%C3%A9%27&sig=';
    const head = tag('data-vitals="off" data-experience="off" data-domains="localhost 127.0.0.1"');
    for (const query of [signed, '', '#top', `${signed}#top?x`]) {
      const address = `${checkout}/pay${query}`;
      pages['/a'] = html(`<a href="${address.replaceAll('&', '&amp;')}" target="pay">Pay</a>`, head);
      const asked: string[] = [];
      await page.goto(`${shop.origin}/a`);
      await page.waitForFunction(() => window.desirepath?.v);
      // The second time it carries the ids of the first already.
      for (const _ of [1, 2]) {
        const opened = context.waitForEvent('page');
        await page.evaluate(() => document.querySelector('a')?.setAttribute('target', `${Math.random()}`));
        await page.click('a');
        const other = await opened;
        await other.waitForFunction(() => window.desirepath?.v);
        asked.push(other.url());
        const entries = () => performance.getEntriesByType('navigation').map(({ name }) => name);
        const [search = '', hash = ''] = (await other.evaluate(entries)).join().replace(checkout, '').split(/(?=#)/);
        expect(search.replace(/[?&]_dp=[\w.-]+$/, '')).toBe(`/pay${query.split('#')[0]}`);
        expect(search).toMatch(/[?&]_dp=[\w.-]+$/);
        expect(hash).toBe(query.includes('#') ? query.slice(query.indexOf('#')) : '');
        await other.close();
      }
      expect(asked).toEqual([address, address]);
    }
    // What others have added behind it stays as well.
    const now = Date.now().toString(36);
    await page.goto(`${shop.origin}/b?a=%20&_dp=visitor-1.session-1.${now}&lang=d+e#top`);
    await page.waitForFunction(() => window.desirepath?.v);
    expect(page.url()).toBe(`${shop.origin}/b?a=%20&lang=d+e#top`);
  });

  test('a link that is old, comes from elsewhere, or leads elsewhere says nothing', async () => {
    const checkout = shop.origin.replace('127.0.0.1', 'localhost');
    const who = (minutes: number) => `_dp=somebody-else.other-session.${(Date.now() - minutes * 60_000).toString(36)}`;
    pages['/a'] = html(
      `<a id="out" href="${checkout}/b">Out</a>`,
      tag('data-vitals="off" data-experience="off" data-domains="pay.example"'),
    );
    await page.goto(`${shop.origin}/a?${who(3)}&x=1`);
    expect(page.url()).toBe(`${shop.origin}/a?x=1`);
    await arrives(['page_view']);
    await page.goto(`${shop.origin}/a?${who(0)}`, { referer: 'https://evil.example/' });
    await arrives(['page_view', 'page_view']);
    const [first, second] = recorder.stored();
    expect(first?.visitor).not.toBe('somebody-else');
    expect(second?.visitor).toBe(first?.visitor);
    await page.click('#out');
    expect(page.url()).toBe(`${checkout}/b`);
    await arrives(['page_view', 'page_view', 'page_view']);
    expect(recorder.stored()[2]?.visitor).not.toBe(first?.visitor);
  });
});

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

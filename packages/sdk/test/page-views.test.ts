// Which pages are counted, and when: loads, single-page shops, tabs, pages out of the cache and pages rendered ahead.
import { describe, expect, test, vi } from 'vitest';
import { recorder, shop } from './recorded-shop.ts';
import { skipAloud } from './skip-aloud.ts';
import { arrives, html, names, page, pages, paths, settled, tag, withTagPage } from './tag-page.ts';
import { leaveUnattended, unattendedChromium } from './unattended-browser.ts';

withTagPage();

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

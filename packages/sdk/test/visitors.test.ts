// Who it was, over tabs, visits and domains.
import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { recorder, shop } from './recorded-shop.ts';
import { arrives, context, html, names, newPage, page, pages, tag, withTagPage } from './tag-page.ts';

withTagPage();

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

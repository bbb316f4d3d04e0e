// What the page itself tells the tag: marked elements, its dataLayer, and commands.
import { describe, expect, test, vi } from 'vitest';
import { recorder, shop } from './recorded-shop.ts';
import { arrives, html, names, page, pages, tag, withTagPage } from './tag-page.ts';

withTagPage();

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

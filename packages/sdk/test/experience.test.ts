// How the shopper fares on a page, as the built third file tells it: real clicks and keys, and what the collector's side hears.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { browser, recorder, shop, withRecordedShop } from './recorded-shop.ts';

let body: string;

/** A busy browser tells some things late, and signals wait for company. */
const PATIENTLY = { timeout: 15_000, interval: 50 };

withRecordedShop(
  () => `<!doctype html><html lang="en"><head><title>Shop</title>
      <script defer src="${recorder.origin}/dp.js" data-site="wk_test" data-vitals="off"></script></head><body>${body}</body></html>`,
);

async function open(content: string): Promise<Page> {
  body = content;
  const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
  await page.goto(`${shop.origin}/a`);
  await page.waitForFunction(() => window.desirepath?.x);
  return page;
}
/** Names and parameters of everything heard in the order it happened, but for the names left out. */
const heard = (...without: string[]) =>
  recorder
    .stored()
    .toSorted((a, b) => Number(a.time) - Number(b.time))
    .filter(({ name }) => !['page_view', ...without].includes(name))
    .map(({ name, params }) => [name, params]);
const hears = (expected: unknown[], ...without: string[]) =>
  vi.waitFor(() => expect(heard(...without)).toEqual(expected), PATIENTLY);

test('a click that nothing answers is dead; one that changes, moves or leads somewhere is not', async () => {
  const page = await open(`
    <style>dialog { position: fixed }</style>
    <div id="list"><button class="add css-1x9">Add</button></div>
    <button id="alive">Alive</button><button id="slow">Slow</button><button id="writes">Writes</button>
    <a id="stay" href="#">Nowhere</a><a id="away" href="/next" onclick="setTimeout(() => location.href = '/b', 9e3); event.preventDefault()">Away</a>
    <p id="words">Only words</p><input id="field" name="field"><div id="host"></div><output id="out"></output>
    <script>
      alive.onclick = () => { out.textContent += '.' };
      slow.onclick = () => setTimeout(() => { out.hidden = true }, 900);
      writes.onclick = () => { field.focus() };
      host.attachShadow({ mode: 'open' }).innerHTML = '<button id="inside">In</button><i></i>';
      host.shadowRoot.getElementById('inside').onclick = () => { host.shadowRoot.querySelector('i').textContent = 'x' };
    </script>`);
  for (const id of ['alive', 'slow', 'writes', 'inside', 'away', 'words', 'field']) {
    await page.click(`#${id}`);
    // Far from each other and after the page had its time.
    await sleep(id === 'slow' ? 1000 : 30);
  }
  await page.click('.add');
  await hears([['dead_click', { selector: '#list button.add' }]], 'element_click', 'engagement');
  await page.click('#stay');
  await hears(
    ['#list button.add', '#stay'].map((selector) => ['dead_click', { selector }]),
    'element_click',
    'engagement',
  );
  expect(heard('dead_click', 'engagement')).toEqual(
    ['#alive', '#slow', '#writes', '#inside', '#away', '#list button.add', '#stay'].map((selector) => [
      'element_click',
      { selector },
    ]),
  );
  await page.close();
});

test('a click is told as it was, though it is read later: its place, its page and its time', async () => {
  const page = await open(`
    <ul id="basket"><li><button class="remove">Remove</button></li></ul><a id="next" href="/b">Next</a>
    <script>
      document.querySelector('.remove').onclick = ({ target, timeStamp }) => {
        // When it happened, and not when a busy machine came to it.
        window.clickedAt = Date.now() - performance.now() + timeStamp;
        target.closest('li').remove();
        history.replaceState({}, '', '/a?removed=1');
      };
    </script>`);
  await page.click('.remove');
  const clickedAt = await page.evaluate(() => (window as unknown as { clickedAt: number }).clickedAt);
  await sleep(700);
  // It takes the page away before anybody has read it.
  await page.click('#next');
  await page.waitForURL('**/b');
  const clicks = () => recorder.stored().filter(({ name }) => name === 'element_click');
  await vi.waitFor(() => expect(clicks()).toHaveLength(2), PATIENTLY);
  expect(clicks().map(({ params, page: at }) => [params?.selector, at?.url])).toEqual([
    ['#basket li button.remove', `${shop.origin}/a`],
    ['#next', `${shop.origin}/a?removed=1`],
  ]);
  expect(Math.abs(Number(clicks()[0]?.time) - clickedAt)).toBeLessThan(50);
  await page.close();
});

test('rage is many clicks that the page leaves unanswered, not a stepper and not a marked paragraph', async () => {
  const page = await open(`
    <button id="stepper">+</button><p id="words">Words to be marked by a threefold click</p><button id="buy">Buy</button>
    <script>
      stepper.onclick = () => { stepper.dataset.count = Number(stepper.dataset.count ?? 0) + 1 };
      buy.onclick = () => { if (!buy.className) buy.className = 'busy' };
    </script>`);
  for (let no = 0; no < 5; no++) await page.click('#stepper', { delay: 20 });
  await page.click('#words', { clickCount: 3 });
  await sleep(2100);
  await page.evaluate(() => getSelection()?.removeAllRanges());
  for (let no = 0; no < 4; no++) await page.click('#buy');
  await hears([['rage_click', { selector: '#buy', clicks: 4 }]], 'element_click', 'engagement');
  await page.close();
});

test('outbound links and downloads, without their queries; marked and private elements are left alone', async () => {
  const page = await open(`
    <a id="out" href="https://pay.example/card?token=secret#x">Pay</a><a id="mail" href="mailto:ada@example.org">Mail</a>
    <a id="file" href="/care.pdf?v=2">Care</a><a id="saved" href="/label" download>Label</a>
    <button data-dp="guide" id="marked">Guide</button>
    <div data-dp-private><button id="hidden">Balance</button><a id="hidden-link" href="https://bank.example/42">Bank</a></div>
    <script>addEventListener('click', (event) => event.preventDefault())</script>`);
  for (const id of ['out', 'mail', 'file', 'saved', 'marked', 'hidden', 'hidden-link']) await page.click(`#${id}`);
  await page.click('#out', { button: 'middle' });
  await hears(
    [
      ['outbound_click', { selector: '#out', url: 'https://pay.example/card' }],
      ['outbound_click', { selector: '#mail', url: 'mailto:' }],
      ['file_download', { selector: '#file', url: `${shop.origin}/care.pdf` }],
      ['file_download', { selector: '#saved', url: `${shop.origin}/label` }],
      ['click', { name: 'guide' }],
      ['outbound_click', { selector: '#out', url: 'https://pay.example/card' }],
    ],
    // A busy browser hides the page for a moment.
    'engagement',
  );
  expect(JSON.stringify(recorder.requests)).not.toMatch(/secret|ada@|bank|hidden|Balance/);
  await page.close();
});

test('a form begun, sent, and given up with the field last touched; never a value', async () => {
  const form = `
    <form id="delivery"><input name="town"><input name="id"><select name="way"><option>Post</option><option>Shop</option></select>
      <button>Go on</button></form>
    <form data-dp-private><input name="iban"></form><input id="alone">
    <script>delivery.onsubmit = (event) => event.preventDefault()</script>`;
  const page = await open(form);
  await page.fill('[name=iban]', 'BE68539007547034');
  await page.fill('#alone', 'SECRET');
  await page.fill('[name=town]', 'SECRET');
  await page.focus('[name=way]');
  await page.keyboard.press('ArrowDown');
  await page.click('#delivery button');
  await page.fill('[name=town]', 'SECRET AGAIN');
  await page.fill('[name=id]', '4711');
  await page.evaluate(() => history.pushState({}, '', '/b'));
  await hears(
    [
      ['form_start', { form: 'delivery', field: 'town' }],
      ['form_submit', { form: 'delivery', field: 'way', fields: 2 }],
      ['form_start', { form: 'delivery', field: 'town' }],
      ['form_abandon', { form: 'delivery', field: 'id', fields: 2 }],
    ],
    'element_click',
    'engagement',
  );
  const given = recorder.stored().find(({ name }) => name === 'form_abandon');
  expect(given?.page?.url).toBe(`${shop.origin}/a`);
  await page.fill('[name=id]', '1');
  await page.goto('about:blank');
  await vi.waitFor(() => expect(heard().filter(([name]) => name === 'form_abandon')).toHaveLength(2), PATIENTLY);
  expect(JSON.stringify(recorder.requests)).not.toMatch(/SECRET|4711|BE68|iban|alone/);
  await page.close();
});

test('errors, each once, the early ones too; a picture that does not load is none', async () => {
  const page = await open(`<img src="/none.png" alt=""><script>
    addEventListener('DOMContentLoaded', () => { throw new TypeError('early for ada@example.org') });
    addEventListener('DOMContentLoaded', () => Promise.reject(new Error('nobody caught this')));
  </script>`);
  await page.evaluate(() => {
    for (let no = 0; no < 5; no++)
      setTimeout(() => {
        throw new Error('late');
      });
    for (let no = 0; no < 50; no++) void Promise.reject(`no. ${no}`);
  });
  await vi.waitFor(() => expect(heard('engagement')).toHaveLength(10), PATIENTLY);
  const told = heard('engagement') as [string, { message: string; source?: string }][];
  expect(told.slice(0, 2).map(([name, { message }]) => [name, message])).toEqual([
    ['error', 'Uncaught TypeError: early for …'],
    ['error', 'nobody caught this'],
  ]);
  expect(told[0]?.[1].source).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/a:\d+:\d+$/);
  expect(told.filter(([, { message }]) => message.endsWith('late')).length).toBeLessThanOrEqual(1);
  await page.close();
});

test('what is quoted in an error, and a query, stays in the page; a word of its code does not', async () => {
  const page = await open('<p>Errors</p>');
  await page.evaluate(async () => {
    const fail = (work: () => void) => {
      try {
        work();
      } catch (error) {
        void Promise.reject(error);
      }
    };
    fail(() => JSON.parse('Ada Lovelace'));
    fail(() => JSON.parse('{"name":"Ada", "of": Lovelace, "it\'s": "Byron"}'));
    fail(() => document.querySelector("#Ada's Lovelace"));
    fail(() => (undefined as unknown as { price: number }).price);
    fail(() => {
      throw new TypeError('Failed to fetch https://api.example/v2/orders?of=Ada+Lovelace.');
    });
    fail(() => {
      throw new Error('Minified React error #418; visit https://react.dev/errors/418?args[]=Ada for more');
    });
  });
  await vi.waitFor(() => expect(heard('engagement')).toHaveLength(6), PATIENTLY);
  expect(heard('engagement').map(([, params]) => (params as { message: string }).message)).toEqual([
    "Unexpected token 'A… is not valid JSON",
    expect.stringContaining('Unexpected token'),
    "Failed to execute 'querySelector… is not a valid selector.",
    "Cannot read properties of undefined (reading 'price')",
    'Failed to fetch https://api.example/v2/orders…',
    'Minified React error #418; visit https://react.dev/errors/418… for more',
  ]);
  expect(JSON.stringify(recorder.requests)).not.toMatch(/Ada|Lovelace|Byron/);
  await page.close();
});

test('how far and how long a page was read', async () => {
  const page = await open('<div style="height: 2400px">Long</div><style>body { margin: 0 }</style>');
  await page.mouse.move(10, 10);
  await page.mouse.wheel(0, 600);
  await sleep(600);
  await page.mouse.wheel(0, -600);
  await sleep(400);
  await page.evaluate(() => history.pushState({}, '', '/b'));
  await sleep(300);
  await page.goto('about:blank');
  await vi.waitFor(() => expect(heard().filter(([name]) => name === 'engagement')).toHaveLength(2), PATIENTLY);
  const [first, second] = recorder.stored().filter(({ name }) => name === 'engagement');
  expect(first?.page?.url).toBe(`${shop.origin}/a`);
  expect(first?.params?.scroll_percent).toBe(50);
  expect(first?.params?.engaged_ms).toBeGreaterThan(900);
  expect(first?.params?.engaged_ms).toBeLessThan(10_000);
  expect(second?.page?.url).toBe(`${shop.origin}/b`);
  expect(second?.params?.scroll_percent).toBe(25);
  expect(second?.params?.engaged_ms).toBeLessThan(1500);
  await page.close();
});

test('time counts as long as the shopper does something, and not what a script does', async () => {
  const page = await open('<div style="height: 2400px">Long</div><style>body { margin: 0 }</style>');
  await page.evaluate(() => {
    const now = performance.now.bind(performance);
    let ahead = 0;
    performance.now = () => now() + ahead;
    Object.assign(window, { pass: (seconds: number) => (ahead += seconds * 1000) });
  });
  const pass = (seconds: number) =>
    page.evaluate((some) => (window as unknown as { pass(seconds: number): void }).pass(some), seconds);
  for (let no = 0; no < 3; no++) {
    await pass(20);
    await page.mouse.click(100, 100);
    await page.mouse.wheel(0, 300);
    await sleep(700);
  }
  await pass(40);
  await page.evaluate(() => document.body.click());
  await pass(40);
  await page.goto('about:blank');
  await vi.waitFor(() => expect(heard().filter(([name]) => name === 'engagement')).toHaveLength(1), PATIENTLY);
  const { params } = recorder.stored().find(({ name }) => name === 'engagement') ?? {};
  // Three pauses of 20 s, and 30 of the last 80.
  expect(params?.engaged_ms).toBeGreaterThanOrEqual(90_000);
  expect(params?.engaged_ms).toBeLessThan(110_000);
  expect(params?.scroll_percent).toBe(63);
  await page.close();
});

test('a stopped tag listens to nothing more, and the page is never asked for its layout', async () => {
  const page = await open(`<button id="b">B</button><form id="f"><input name="x"></form><script>
    window.observers = new Set();
    const { observe, disconnect } = IntersectionObserver.prototype;
    IntersectionObserver.prototype.observe = function (element) { observers.add(this); observe.call(this, element) };
    IntersectionObserver.prototype.disconnect = function () { observers.delete(this); disconnect.call(this) };
  </script>`);
  await page.evaluate(() => {
    const reads: string[] = [];
    Object.assign(window, { reads });
    for (const [type, key] of [
      [Element, 'scrollHeight'],
      [Element, 'scrollTop'],
      [HTMLElement, 'offsetHeight'],
      [HTMLElement, 'innerText'],
    ] as const) {
      const getter = Object.getOwnPropertyDescriptor(type.prototype, key)?.get;
      Object.defineProperty(type.prototype, key, {
        get() {
          reads.push(key);
          return getter?.call(this);
        },
      });
    }
    for (const key of ['getComputedStyle', 'scrollY', 'innerHeight'] as const) {
      const value = window[key];
      Object.defineProperty(window, key, {
        get: () => {
          reads.push(key);
          return value;
        },
      });
    }
    const rect = Element.prototype.getBoundingClientRect;
    Element.prototype.getBoundingClientRect = function () {
      reads.push('rect');
      return rect.call(this);
    };
  });
  await page.mouse.move(30, 20);
  await page.mouse.down();
  await page.mouse.up();
  await page.mouse.wheel(0, 50);
  await hears([['element_click', { selector: '#b' }]], 'dead_click', 'engagement');
  expect(await page.evaluate(() => (window as unknown as { reads: string[] }).reads)).toEqual([]);
  const observers = () => page.evaluate(() => (window as unknown as { observers: Set<object> }).observers.size);
  expect(await observers()).toBe(1);
  await page.evaluate(() => window.desirepath?.('stop'));
  expect(await observers()).toBe(0);
  recorder.clear();
  await page.mouse.down();
  await page.mouse.up();
  await page.keyboard.press('Tab');
  await page.keyboard.type('x');
  await page.goto('about:blank');
  await sleep(300);
  expect(heard()).toEqual([]);
  await page.close();
});

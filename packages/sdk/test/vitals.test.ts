// How fast a page felt, in a real browser: what is measured, why it was so, and on which page of a single-page shop.
import type { Page } from 'playwright-core';
import { beforeEach, expect, test, vi } from 'vitest';
import { browser, recorder, shop, withRecordedShop } from './recorded-shop.ts';
import { skipAloud } from './skip-aloud.ts';

let page: Page;
let attributes: string;

const SOFT = ['--enable-features=SoftNavigationHeuristics', '--enable-blink-features=SoftNavigationHeuristics'];
const html = (path: string): string => `<!doctype html><html lang="en"><head><title>Shop</title>
  <script defer src="${recorder.origin}/dp.js" data-site="wk_test" data-experience="off" ${attributes}></script>
  <style>h1 { font-size: 60px } button { display: block }</style></head><body><div id="late"></div>
  <section ${path === '/private' ? 'data-dp-private' : ''}><h1 id="headline">Ada Lovelace owes 4 711</h1>
  <button id="slow">Slow</button></section><button id="go">Go on</button>
  <script>
    slow.onclick = () => { const end = performance.now() + 80; while (performance.now() < end); slow.textContent = 'Done'; };
    go.onclick = () => setTimeout(() => {
      history.pushState({}, '', '/second');
      document.querySelector('section').innerHTML = '<h1 id="next">' + 'The next page '.repeat(9) + '</h1>';
    }, 20);
    // What was never painted shifts nothing, and a slow machine paints late.
    new PerformanceObserver(() => setTimeout(() => { late.style.height = '200px' }, 50)).observe({ type: 'paint', buffered: true });
  </script></body></html>`;

withRecordedShop((path) => (path === '/favicon.ico' ? undefined : html(path)), SOFT);
beforeEach(async () => {
  attributes = 'data-vitals="dp-vitals-attribution.js"';
  page = await browser.newPage();
});

const vitals = () => recorder.stored().filter(({ name }) => name === 'web_vital');
async function visit(path: string, file = 'dp-vitals-attribution.js'): Promise<void> {
  await page.goto(shop.origin + path);
  await vi.waitFor(() => expect(recorder.asked).toContain(`GET /${file}`));
  await page.waitForFunction(() => document.getElementById('late')?.style.height);
  await page.waitForTimeout(300);
}
async function leave(): Promise<void> {
  await page.goto('about:blank');
  await vi.waitFor(() => expect(vitals().length).toBeGreaterThan(0));
  await page.close();
}
/** The library looks at interactions when the page is idle, or after a second. */
async function useSlowly(): Promise<void> {
  await page.click('#slow');
  await page.waitForTimeout(1200);
}
const sum = (params: Record<string, unknown>, names: string[]) =>
  names.reduce((total, name) => total + (params[name] as number), 0);

test('five metrics, and where the time of each went', async () => {
  await visit('/a');
  await useSlowly();
  await leave();
  const params = vitals()[0]?.params ?? {};
  for (const metric of ['lcp', 'fcp', 'ttfb', 'cls', 'inp']) expect(params[metric], metric).toEqual(expect.any(Number));
  expect(params).toMatchObject({
    lcp_element: '#headline',
    inp_element: '#slow',
    inp_type: 'pointer',
    navigation_type: 'navigate',
  });
  expect(params.inp).toBeGreaterThanOrEqual(80);
  expect(params.cls).toBeGreaterThan(0);
  expect(params.cls_element).toMatch(/section|#go|#headline|body/);
  expect(
    Math.abs(
      sum(params, ['lcp_first_byte', 'lcp_load_delay', 'lcp_load_time', 'lcp_render_delay']) - Number(params.lcp),
    ),
  ).toBeLessThan(4);
  expect(
    Math.abs(sum(params, ['inp_input_delay', 'inp_processing', 'inp_presentation']) - Number(params.inp)),
  ).toBeLessThan(4);
  expect(JSON.stringify(recorder.requests)).not.toContain('Ada');
});

test('what is private is measured and not named; without the option, no cause is', async () => {
  await visit('/private');
  await useSlowly();
  await leave();
  const params = vitals()[0]?.params ?? {};
  expect(params).toMatchObject({ lcp: expect.any(Number), inp: expect.any(Number) });
  expect(JSON.stringify(params)).not.toMatch(/headline|slow|section/);
  attributes = '';
  recorder.clear();
  page = await browser.newPage();
  await visit('/a', 'dp-vitals.js');
  await leave();
  expect(Object.keys(vitals()[0]?.params ?? {}).toSorted()).toEqual(['cls', 'fcp', 'lcp', 'navigation_type', 'ttfb']);
});

test('a stopped tag is told nothing more when the page is hidden', async () => {
  attributes = '';
  await visit('/a', 'dp-vitals.js');
  const hidden = () =>
    page.evaluate(() => {
      const said: unknown[] = [];
      const tag = window.desirepath;
      window.desirepath = ((...call: unknown[]) => said.push(call[1])) as never;
      Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
      dispatchEvent(new Event('visibilitychange'));
      Reflect.deleteProperty(document, 'hidden');
      window.desirepath = tag;
      return said;
    });
  await page.evaluate(() => window.desirepath?.('stop'));
  expect(await hidden()).toEqual([]);
  await page.close();
});

test('each page of a single-page shop has its own, where the browser knows of them', async (context) => {
  attributes = '';
  await visit('/first', 'dp-vitals.js');
  const isKnown = await page.evaluate(
    () =>
      PerformanceObserver.supportedEntryTypes.includes('soft-navigation') &&
      // What the library asks for: browsers in which this was an experiment had it otherwise.
      'getLargestInteractionContentfulPaint' in
        ((window as unknown as { PerformanceSoftNavigation?: { prototype: object } }).PerformanceSoftNavigation
          ?.prototype ?? {}),
  );
  if (!isKnown) await page.close();
  skipAloud(
    context,
    !isKnown,
    'This browser does not know of soft navigations; that of Debian 12 does (apt-get install chromium).',
  );
  await page.click('#go');
  const told = (path: string) => vitals().filter(({ page: at }) => at?.url === shop.origin + path);
  await vi.waitFor(() => expect(told('/first').length).toBeGreaterThan(0), { timeout: 10_000 });
  await leave();
  await vi.waitFor(() => expect(told('/second').length).toBeGreaterThan(0));
  // A page that has its last word late, as on a busy machine, is told once more.
  expect(told('/first').length + told('/second').length).toBe(vitals().length);
  const kinds = (path: string) => [...new Set(told(path).map(({ params }) => params?.navigation_type))];
  expect([kinds('/first'), kinds('/second')]).toEqual([['navigate'], ['soft-navigation']]);
  const measured = Object.assign({}, ...told('/second').map(({ params }) => params));
  expect(measured.lcp).toEqual(expect.any(Number));
});

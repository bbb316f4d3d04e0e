// The same walk through a shop in every browser that is installed, and what the collector's side counted of it. Nobody
// drives: the pages go on by themselves.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Recorder, type Shop, startRecorder, startShop } from './recorder.ts';
import { skipAloud } from './skip-aloud.ts';
import {
  leaveUnattended,
  type UnattendedBrowser,
  unattendedChromium,
  unattendedFirefox,
  unattendedWebKit,
} from './unattended-browser.ts';

let recorder: Recorder;
let shop: Shop;

/** Each part goes on where the one before left; a reload and a page out of the cache are told apart by what the tab remembers. */
const WALK = `
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const part = Number(sessionStorage.part ?? 0);
  const finish = (how) => { desirepath('event', how); desirepath('event', 'finished') };
  addEventListener('pageshow', (event) => event.persisted && finish('restored'));
  addEventListener('load', async () => {
    await wait(300);
    sessionStorage.part = part + 1;
    if (part === 0) {
      for (const step of [
        () => history.pushState({}, '', '/b'),
        () => history.replaceState({}, '', '/b?sort=price'),
        () => history.replaceState({}, '', '/b?sort=price'),
        () => { location.hash = 'top' },
        () => history.pushState({}, '', '/c'),
        () => history.back(),
      ]) {
        step();
        await wait(200);
      }
      location.reload();
    } else if (part === 1) {
      const again = document.createElement('script');
      again.src = document.querySelector('[data-site]').src;
      again.dataset.site = 'wk_test';
      document.head.append(again);
      await wait(300);
      location.href = '/next';
    } else if (part === 2) history.back();
    else finish('loaded');
  });`;
const COUNTED = ['/a', '/b', '/c', '/b?sort=price#top', '/b?sort=price#top', '/next', '/b?sort=price#top'];

beforeAll(async () => {
  shop = await startShop((path) =>
    path === '/favicon.ico'
      ? undefined
      : `<!doctype html><html lang="en"><head><title>Shop</title>
          <script>function desirepath() { (desirepath.q = desirepath.q || []).push(arguments) }</script>
          <script defer src="${recorder.origin}/dp.js" data-site="wk_test" data-vitals="off" data-experience="off"></script>
          </head><body><script>${WALK}</script></body></html>`,
  );
});
afterAll(async () => {
  await shop.close();
});
beforeEach(async () => {
  recorder = await startRecorder();
});
afterEach(() => recorder.close());

const BROWSERS: [string, () => UnattendedBrowser | undefined | Promise<UnattendedBrowser>, string][] = [
  ['Chromium', unattendedChromium, ''],
  ['Firefox', unattendedFirefox, 'Firefox is not installed (apt-get install firefox-esr).'],
  ['WebKitGTK', unattendedWebKit, 'WebKitGTK is not installed (apt-get install webkit2gtk-driver xvfb).'],
];

test.for(BROWSERS)(
  '%s counts every page that was seen, once',
  { timeout: 60_000 },
  async ([, find, missing], context) => {
    const browser = await find();
    skipAloud(context, browser === undefined, missing);
    if (browser === undefined) return;
    await leaveUnattended(browser, `${shop.origin}/a`, async () => {
      const named = (wanted: string) => recorder.stored().filter(({ name }) => name === wanted).length;
      await vi.waitFor(() => expect([named('finished'), named('page_view')]).toEqual([1, COUNTED.length]), {
        timeout: 30_000,
        interval: 100,
      });
    });
    const events = recorder.stored().toSorted((a, b) => Number(a.time) - Number(b.time) || (a.seq ?? 0) - (b.seq ?? 0));
    const seen = events
      .filter(({ name }) => name === 'page_view')
      .map(({ page }) => page?.url?.replace(shop.origin, ''));
    expect(seen).toEqual(COUNTED);
    for (const key of ['visitor', 'session', 'tab'] as const)
      expect(new Set(events.map((event) => event[key])).size).toBe(1);
    expect(recorder.asked.filter((line) => line.startsWith('OPTIONS'))).toEqual([]);
    const cached = events.some(({ name }) => name === 'restored');
    await context.annotate(
      `The page came ${cached ? 'out of the back/forward cache' : 'anew: this browser keeps none here'}.`,
    );
  },
);

import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { fakeWindow } from '../test/fake-window.ts';
import { identify, init, reset, setConsent, stop, track } from './index.ts';

const seen: string[] = [];
const server = setupServer(
  http.post('https://collect.example/base/v1/events', async ({ request }) => {
    const { events } = (await request.json()) as { events: { name: string }[] };
    seen.push(...events.map(({ name }) => name));
    return HttpResponse.json({});
  }),
);
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => vi.unstubAllGlobals());
afterAll(() => server.close());

const options = { site: 'wk_test', endpoint: 'https://collect.example/base/' };

test('does nothing, and no harm, where there is no window', () => {
  expect(() => {
    init(options);
    track('a');
    identify('U1');
    reset();
    setConsent('denied');
    stop();
  }).not.toThrow();
});

test('carries out what was called before, and starts once', async () => {
  const window = fakeWindow();
  vi.stubGlobal('window', window);
  setConsent('granted');
  track('early', { n: 1 });
  init(options);
  init(options);
  track('late');
  await vi.waitFor(() => expect(seen).toEqual(['page_view', 'early', 'late']));
  stop();
  track('after');
  expect(window.beacons).toEqual([]);
  expect(seen).toHaveLength(3);
});

test('a page that has frozen what the tag wraps is recorded all the same', async () => {
  seen.length = 0;
  const window = fakeWindow();
  Object.freeze(window.history);
  window.dataLayer = Object.freeze([{ event: 'lain' }]) as unknown as unknown[];
  vi.stubGlobal('window', window);
  track('early');
  init(options);
  track('late');
  await vi.waitFor(() => expect(seen).toEqual(['page_view', 'early', 'lain', 'late']));
});

test('says what is wrong with an address that is none', () => {
  const wrong = { site: 'wk_test', endpoint: undefined as unknown as string };
  expect(() => init(wrong)).not.toThrow();
  vi.stubGlobal('window', fakeWindow());
  expect(() => init(wrong)).toThrow(TypeError);
  expect(() => init({ site: 'wk_test', endpoint: 'collect.example' })).toThrow(TypeError);
});

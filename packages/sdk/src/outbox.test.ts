import type { ClientEvent, Envelope } from '@desirepath/schema';
import { delay, HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type FakeWindow, fakeWindow } from '../test/fake-window.ts';
import { keeper } from './keeper.ts';
import { type Common, createOutbox, type Outbox } from './outbox.ts';

const URL = 'https://collect.example/v1/events';
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** What arrived with a 2xx, request by request, and every status given. */
function network(statuses: (number | 'offline' | 'slow')[]): {
  stored: ClientEvent[][];
  given: unknown[];
  types: unknown[];
} {
  const seen = { stored: [] as ClientEvent[][], given: [] as unknown[], types: [] as unknown[] };
  server.use(
    http.post(URL, async ({ request }) => {
      const status = statuses.shift() ?? 200;
      seen.given.push(status);
      seen.types.push(request.headers.get('content-type'));
      if (status === 'offline') return HttpResponse.error();
      if (status === 'slow') await delay(300);
      const { events } = (await request.json()) as Envelope;
      if (typeof status === 'number' && status >= 300) return new HttpResponse(null, { status });
      seen.stored.push(events);
      return HttpResponse.json({});
    }),
  );
  return seen;
}

function outboxOf(window: FakeWindow, tab = 'tab-1'): Outbox {
  const guard =
    (work: (...args: never[]) => void) =>
    (...args: never[]) => {
      try {
        work(...args);
      } catch {
        // As the tracker does it.
      }
    };
  return createOutbox(
    window,
    (target, type, listener) => target.addEventListener(type, guard(listener as () => void) as EventListener),
    URL,
    'wk_test',
    keeper(window, 'localStorage'),
    () => tab,
    () => ({ visitor: 'visitor-1', ids: '8abc-0123456789ab' }),
    guard,
    () => {},
  );
}

const PAGE: Common = { page: { url: 'https://shop.example/' }, language: 'en' };
let seq = 0;
const event = (name = 'click', params = {}): string => JSON.stringify({ name, seq: seq++, time: Date.now(), params });
/** Carries out `work` so many milliseconds ago. */
function ago(ms: number, work: () => void): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - ms });
  work();
  vi.useRealTimers();
}
const stored = (window: FakeWindow) => Object.keys(window.localStorage).filter((key) => key.startsWith('dp.'));
const names = (requests: ClientEvent[][]) => requests.map((events) => events.map(({ name }) => name));

test('sends what comes together in one request, as text/plain, and forgets it when acknowledged', async () => {
  const seen = network([]);
  const window = fakeWindow();
  const outbox = outboxOf(window);
  outbox._add(event('a'), PAGE);
  outbox._add(event('b'), PAGE);
  await Promise.resolve();
  // One entry for what comes in one task.
  expect(stored(window)).toHaveLength(1);
  await vi.waitFor(() => expect(stored(window)).toHaveLength(0));
  expect(names(seen.stored)).toEqual([['a', 'b']]);
  expect(seen.types).toEqual(['text/plain;charset=UTF-8']);
});

test('sends an urgent event at once, with what waits before it', async () => {
  const seen = network([]);
  const window = fakeWindow();
  window.speed = 1e-3;
  const outbox = outboxOf(window);
  outbox._add(event('a'), PAGE);
  outbox._add(event('purchase'), PAGE, false, true);
  await vi.waitFor(() => expect(names(seen.stored)).toEqual([['a', 'purchase']]));
});

test.each<[string, (number | 'offline')[]]>([
  ['503 for a while', [503, 503]],
  ['offline', ['offline', 'offline']],
  ['too many requests', [429]],
  ['a timeout on the way', [408]],
])('tries again: %s', async (_, statuses) => {
  const tries = statuses.length + 1;
  const seen = network([...statuses]);
  const window = fakeWindow();
  window.speed = 200;
  outboxOf(window)._add(event(), PAGE);
  await vi.waitFor(() => expect(seen.given).toHaveLength(tries), 5000);
  await vi.waitFor(() => expect(stored(window)).toHaveLength(0));
  expect(seen.stored).toHaveLength(1);
});

test('waits longer after every failure, and not at all once the browser is online again', async () => {
  const seen = network(['offline', 'offline']);
  const window = fakeWindow();
  const delays: number[] = [];
  window.setTimeout = ((work: () => void, wait: number) => {
    delays.push(wait);
    return delays.length < 3 ? setTimeout(work, 1) : 1;
  }) as never;
  const outbox = outboxOf(window);
  outbox._add(event('a'), PAGE);
  await vi.waitFor(() => expect(delays).toHaveLength(3));
  expect(delays[0]).toBe(400);
  expect(delays[1]).toBeGreaterThanOrEqual(1000);
  expect(delays[1]).toBeLessThan(2000);
  expect(delays[2]).toBeGreaterThanOrEqual(2000);
  expect(delays[2]).toBeLessThan(4000);
  // A new event does not break the wait.
  outbox._add(event('b'), PAGE);
  expect(delays).toHaveLength(3);
  window.dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(names(seen.stored)).toEqual([['a', 'b']]));
});

test.each([400, 401, 403, 404, 422])('does not ask twice what is refused with %i', async (status) => {
  const seen = network([status]);
  const window = fakeWindow();
  outboxOf(window)._add(event(), PAGE);
  await vi.waitFor(() => expect(seen.given).toEqual([status]));
  await delay(100);
  expect(seen.given).toEqual([status]);
  expect(stored(window)).toHaveLength(0);
});

test('takes a request apart that is too large, and drops only what is too large alone', async () => {
  const window = fakeWindow();
  const passed: string[][] = [];
  server.use(
    http.post(URL, async ({ request }) => {
      const text = await request.text();
      if (text.length > 6000) return new HttpResponse(null, { status: 413 });
      passed.push((JSON.parse(text) as Envelope).events.map(({ name }) => name));
      return HttpResponse.json({});
    }),
  );
  const outbox = outboxOf(window);
  for (const name of ['a', 'b', 'c', 'd', 'huge', 'e']) {
    outbox._add(event(name, { text: name.repeat(2000) }), PAGE);
    // Another task.
    await Promise.resolve();
  }
  await vi.waitFor(() => expect(passed.flat().toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']), 3000);
  await vi.waitFor(() => expect(stored(window)).toHaveLength(0), 3000);
});

test('keeps a request under 30 kB in bytes, not in characters', async () => {
  const sizes: number[] = [];
  const seen = network([]);
  const window = fakeWindow();
  const { fetch } = window;
  window.fetch = (to, options) => {
    sizes.push(new Blob([options?.body as string]).size);
    return fetch(to, options);
  };
  const outbox = outboxOf(window);
  for (let no = 0; no < 60; no++) outbox._add(event(`e${no}`, { text: '鞄'.repeat(500) }), PAGE);
  await vi.waitFor(() => expect(seen.stored.flat()).toHaveLength(60), 3000);
  expect(Math.max(...sizes)).toBeLessThan(30_720);
  expect(seen.stored.flat().map(({ name }) => name)).toEqual(Array.from({ length: 60 }, (_, no) => `e${no}`));
});

test('half a character is sent as it came', async () => {
  const seen = network([]);
  outboxOf(fakeWindow())._add(event('half', { text: '\ud83d' }), PAGE);
  await vi.waitFor(() => expect(seen.stored.flat().map(({ params }) => params)).toEqual([{ text: '\ud83d' }]), 3000);
});

test('gives up on a page after ten tries, and tries again with the next event', async () => {
  const seen = network(Array.from({ length: 11 }, () => 'offline'));
  const window = fakeWindow();
  window.speed = 1e6;
  const outbox = outboxOf(window);
  outbox._add(event('a'), PAGE);
  await vi.waitFor(() => expect(seen.given).toHaveLength(10));
  await delay(100);
  expect(seen.given).toHaveLength(10);
  outbox._add(event('b'), PAGE);
  await vi.waitFor(() => expect(seen.given).toHaveLength(11));
  window.dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(names(seen.stored)).toEqual([['a', 'b']]));
});

test('what an earlier page left is measured in bytes, too', async () => {
  const sizes: number[] = [];
  const seen = network([]);
  const first = fakeWindow();
  first.speed = 1e-3;
  const outbox = outboxOf(first);
  for (let no = 0; no < 60; no++) outbox._add(event(`e${no}`, { text: '鞄'.repeat(500) }), PAGE);
  outbox._commit();
  const window = fakeWindow({ localStorage: first.localStorage });
  const { fetch } = window;
  window.fetch = (to, options) => {
    sizes.push(new Blob([options?.body as string]).size);
    return fetch(to, options);
  };
  outboxOf(window)._adopt();
  await vi.waitFor(() => expect(seen.stored.flat()).toHaveLength(60), 3000);
  expect(Math.max(...sizes)).toBeLessThan(30_720);
});

test('never has more than 500 events in a request', async () => {
  const seen = network([]);
  const outbox = outboxOf(fakeWindow());
  for (let no = 0; no < 1500; no++) outbox._add(JSON.stringify({ name: 'e', seq: no, time: 1 }), PAGE);
  await vi.waitFor(() => expect(seen.stored.flat()).toHaveLength(1500), 3000);
  expect(Math.max(...seen.stored.map((events) => events.length))).toBeLessThanOrEqual(500);
});

test('an heir loses nothing where storage is full', () => {
  network([]);
  const closed = fakeWindow();
  closed.speed = 1e-3;
  ago(61_000, () => {
    const outbox = outboxOf(closed, 'tab-old');
    outbox._add(event('orphan'), PAGE);
    outbox._commit();
  });
  // As much as is there now fits in, and not a byte more.
  const { localStorage } = closed;
  const size = () =>
    Object.keys(localStorage).reduce((sum, key) => sum + key.length + (localStorage.getItem(key)?.length ?? 0), 0);
  const room = size() + 8;
  const full = new Proxy(localStorage, {
    get: (target, key) =>
      key === 'setItem'
        ? (name: string, value: string) => {
            if (size() + name.length + value.length > room) throw new DOMException('full', 'QuotaExceededError');
            target.setItem(name, value);
          }
        : target[key as string],
  });
  const window = fakeWindow({ localStorage: full });
  window.speed = 1e-3;
  outboxOf(window, 'tab-new')._adopt();
  expect(stored(window)).toHaveLength(1);
});

test('leaves to the browser what goes with the page, where there are no beacons', () => {
  network([]);
  const window = fakeWindow();
  window.speed = 1e-3;
  Reflect.deleteProperty(window.navigator, 'sendBeacon');
  const later: string[] = [];
  window.fetchLater = (_, { body }) => later.push(JSON.parse(body).events[0].name);
  outboxOf(window)._add(event('last'), PAGE);
  window.dispatchEvent(new Event('pagehide'));
  expect(later).toEqual(['last']);
});

test('what no collector took for a week is dropped', () => {
  network([]);
  const earlier = fakeWindow();
  earlier.speed = 1e-3;
  ago(8 * 86_400_000, () => {
    const outbox = outboxOf(earlier, 'tab-1');
    outbox._add(event('old'), PAGE);
    outbox._commit();
  });
  expect(stored(earlier)).toHaveLength(1);
  const window = fakeWindow({ localStorage: earlier.localStorage });
  window.speed = 1e-3;
  outboxOf(window, 'tab-1')._adopt();
  expect(stored(window)).toEqual([]);
});

test('what beacons have no room for is left to the browser, and stays in storage where that refuses, too', () => {
  network([]);
  const window = fakeWindow();
  window.speed = 1e-3;
  const later: string[] = [];
  window.navigator.sendBeacon = () => false;
  window.fetchLater = (_, { method, body }) => {
    if (later.length === 2) throw new DOMException('full', 'QuotaExceededError');
    return later.push(`${method} ${JSON.parse(body).events.length}`);
  };
  const outbox = outboxOf(window);
  for (let no = 0; no < 100; no++) outbox._add(event(`e${no}`, { text: 'x'.repeat(900) }), PAGE);
  window.dispatchEvent(new Event('pagehide'));
  expect(later).toEqual(['POST 25', 'POST 25']);
  expect(stored(window)).toHaveLength(4);
});

test('one slow answer holds nobody up who is urgent', async () => {
  const seen = network(['slow']);
  const window = fakeWindow();
  const outbox = outboxOf(window);
  outbox._add(event('a'), PAGE, false, true);
  outbox._add(event('purchase'), PAGE, false, true);
  await vi.waitFor(() => expect(names(seen.stored)).toEqual([['purchase'], ['a']]));
});

test('hands everything to beacons when the page goes, and keeps it until a later page hears an answer', async () => {
  const seen = network([]);
  const first = fakeWindow();
  first.speed = 1e-3;
  const outbox = outboxOf(first);
  outbox._add(event('a'), PAGE);
  first.addEventListener('pagehide', () => outbox._add(event('late'), PAGE));
  first.dispatchEvent(new Event('pagehide'));
  expect(names(first.beacons.map((body) => JSON.parse(body).events))).toEqual([['a'], ['late']]);
  expect(stored(first)).toHaveLength(2);

  const second = fakeWindow({ localStorage: first.localStorage });
  outboxOf(second)._adopt();
  await vi.waitFor(() => expect(stored(second)).toHaveLength(0));
  expect(names(seen.stored)).toEqual([['a', 'late']]);
});

test('a page out of the back/forward cache sends again what nobody acknowledged', async () => {
  const seen = network([]);
  const window = fakeWindow();
  window.speed = 20;
  const outbox = outboxOf(window);
  outbox._add(event('a'), PAGE);
  window.dispatchEvent(new Event('pagehide'));
  expect(window.beacons).toHaveLength(1);
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  await vi.waitFor(() => expect(stored(window)).toHaveLength(0));
  expect(names(seen.stored)).toEqual([['a']]);
});

test('a hidden page sends at once, gathered by listener', async () => {
  const seen = network([]);
  const window = fakeWindow();
  window.speed = 1e-3;
  const outbox = outboxOf(window);
  window.document.addEventListener('visibilitychange', () => {
    outbox._add(event('a'), PAGE);
    outbox._add(event('b'), PAGE);
  });
  window.show('hidden');
  await vi.waitFor(() => expect(names(seen.stored)).toEqual([['a', 'b']]));
});

test('adopts what another tab left behind, but leaves a living tab its own', async () => {
  const seen = network([]);
  const closed = fakeWindow();
  closed.speed = 1e-3;
  ago(61_000, () => {
    const outbox = outboxOf(closed, 'tab-old');
    outbox._add(event('orphan'), PAGE);
    outbox._commit();
  });
  const living = outboxOf(closed, 'tab-live');
  living._add(event('living'), PAGE);
  living._commit();
  closed.localStorage.setItem(`dp.${Date.now() - 61_000}.tab-bad.wk_test.0`, '{"broken');
  const window = fakeWindow({ localStorage: closed.localStorage });
  outboxOf(window, 'tab-new')._adopt();
  await vi.waitFor(() => expect(names(seen.stored)).toEqual([['orphan']]));
  await vi.waitFor(() => expect(stored(window)).toHaveLength(1));
});

test('works in memory where storage is forbidden or full', async () => {
  const seen = network([503]);
  const window = fakeWindow({
    localStorage: new Proxy(
      {},
      {
        get: () => {
          throw new DOMException('no', 'SecurityError');
        },
      },
    ),
  });
  window.speed = 200;
  outboxOf(window)._add(event('a'), PAGE);
  await vi.waitFor(() => expect(names(seen.stored)).toEqual([['a']]));
});

test('never fills the storage of the shop', () => {
  network([]);
  const window = fakeWindow();
  window.speed = 1e-3;
  const outbox = outboxOf(window);
  for (let no = 0; no < 400; no++) {
    outbox._add(event(), PAGE);
    outbox._commit();
  }
  expect(stored(window)).toHaveLength(301);
});

test('signals wait for company and are not stored', async () => {
  const seen = network([]);
  const window = fakeWindow();
  const delays: number[] = [];
  window.setTimeout = ((work: () => void, wait: number) => {
    delays.push(wait);
    return setTimeout(work, wait / 20);
  }) as never;
  const outbox = outboxOf(window);
  outbox._add(event('scrolled'), PAGE, true);
  outbox._add(event('clicked'), PAGE, true);
  await delay(20);
  expect(stored(window)).toEqual([]);
  expect(delays).toEqual([3000]);
  outbox._add(event('bought'), PAGE);
  await vi.waitFor(() => expect(names(seen.stored)).toEqual([['scrolled', 'clicked', 'bought']]));
  expect(delays).toEqual([3000, 400]);
});

test('who has no name inherits none from those before', async () => {
  const seen = network([]);
  const window = fakeWindow();
  window.speed = 1e-3;
  let user_id: string | undefined = 'U1';
  const outbox = createOutbox(
    window,
    (target, type, listener) => target.addEventListener(type, listener as EventListener),
    URL,
    'wk_test',
    keeper(window, 'localStorage'),
    () => 'tab-1',
    () => ({ visitor: 'visitor-1', user_id }),
    (work) => work,
    () => {},
  );
  outbox._add(event('theirs'), PAGE);
  outbox._commit();
  user_id = undefined;
  outbox._add(event('nobodys'), PAGE, false, true);
  await vi.waitFor(() => expect(names(seen.stored)).toEqual([['theirs'], ['nobodys']]));
});

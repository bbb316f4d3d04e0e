import type { Erased, LiveEvent, LiveFeed } from '@desirepath/schema';
import { Hono } from 'hono';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { eventStream } from '../src/live/event-stream.ts';
import { createLiveHub, type LiveHub } from '../src/live/live-hub.ts';
import { listen } from './listen.ts';
import { liveEvent } from './live-event.ts';

/** A hub that can be counted: how many listen to it now. */
function countedHub() {
  const emitters = new Set<(event: LiveEvent) => void>();
  const hub = createLiveHub(
    { subscribe: (listener) => emitters.add(listener) && (() => emitters.delete(listener)) },
    'run',
  );
  const count = { listening: 0 };
  const counted: LiveHub = {
    listen(site, after, listener) {
      const listening = hub.listen(site, after, listener);
      count.listening++;
      return {
        replay: listening.replay,
        stop: () => {
          count.listening--;
          listening.stop();
        },
      };
    },
  };
  return { hub: counted, count };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('what is remembered for who comes later', () => {
  /** The ids of what a reader gets at once. */
  const replayed = (hub: LiveHub, site: string, after?: string) =>
    hub.listen(site, after, () => {}).replay.map(({ event }) => event.id);

  it('is forgotten of who is erased, and nothing comes twice for that', () => {
    let emit: (event: LiveEvent) => void = () => {};
    let erase: (erased: Erased) => void = () => {};
    const subscribe: LiveFeed['subscribe'] = (onEvent, onErased = () => {}) => {
      [emit, erase] = [onEvent, onErased];
      return () => {};
    };
    const hub = createLiveHub({ subscribe }, 'run');
    const events = [
      { visitor: 'phone', person: 'ann' },
      { visitor: 'laptop', person: '' },
      { visitor: 'till', person: 'ann' },
      { visitor: 'tablet', person: 'bob' },
    ];
    events.forEach((part, no) => {
      for (const site of ['shop', 'other']) emit(liveEvent({ site, id: `${site}-${no}`, name: 'page_view', ...part }));
    });
    const third = hub.listen('shop', undefined, () => {}).replay[2]?.id;
    erase({ site: 'shop', person: 'ann', visitors: ['phone', 'laptop'] });
    expect(replayed(hub, 'shop')).toEqual(['shop-3']);
    expect(replayed(hub, 'shop', third)).toEqual(['shop-3']);
    expect(replayed(hub, 'shop', 'before-7')).toEqual(['shop-3']);
    expect(replayed(hub, 'other')).toHaveLength(4);
    erase({ site: 'shop', person: '', visitors: ['tablet'] });
    erase({ site: 'nobody-looks', person: '', visitors: ['tablet'] });
    expect(replayed(hub, 'shop')).toEqual([]);
  });
});

describe('the stream', () => {
  it('says that it is there every 15 s, and stops when its reader goes', async () => {
    vi.useFakeTimers();
    const { hub, count } = countedHub();
    const reader = eventStream(hub, 'shop', undefined).getReader();
    const next = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await next()).toBe('retry: 2000\n: open\n\n');
    vi.advanceTimersByTime(15_000);
    expect(await next()).toBe(': still here\n\n');
    expect(count.listening).toBe(1);
    await reader.cancel();
    expect(count.listening).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets go of a reader whose connection broke', async () => {
    const { hub, count } = countedHub();
    const app = new Hono();
    app.get('/', (c) => c.body(eventStream(hub, 'shop', undefined)));
    const server = await listen(app);
    const abort = new AbortController();
    const response = await fetch(server.origin, { signal: abort.signal });
    await response.body?.getReader().read();
    expect(count.listening).toBe(1);
    abort.abort();
    await vi.waitFor(() => expect(count.listening).toBe(0));
    await server.close();
  });
});

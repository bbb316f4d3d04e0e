import type { LiveEvent } from '@desirepath/schema';
import { Hono } from 'hono';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { eventStream } from '../src/live/event-stream.ts';
import { createLiveHub, type LiveHub } from '../src/live/live-hub.ts';
import { listen } from './listen.ts';

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

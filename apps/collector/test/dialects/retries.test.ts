import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openStore, type Store } from '@desirepath/store';
import { tempDir } from '@desirepath/testing';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { buildPageView, newTracker } from '@snowplow/node-tracker';
import { PostHog } from 'posthog-node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Served, serveCollector } from './served-collector.ts';

const root = tempDir('retries');
let store: Store;
let served: Served;

beforeAll(async () => {
  // The clients complain aloud, as they should.
  for (const way of ['error', 'warn'] as const) vi.spyOn(console, way).mockImplementation(() => undefined);
  store = await openStore({ path: join(root.path, 'clickhouse') });
  await store.migrate();
  served = await serveCollector(join(root.path, 'run'), store);
});
afterAll(async () => {
  await served.close();
  await store.close();
  root.remove();
});

const KEY = 'shop_write_key';

/** Each sends one page view of a visitor, and resolves when the client has given up or is content. */
const CLIENTS: Record<string, (url: string, visitor: string) => Promise<unknown>> = {
  async segment(url, visitor) {
    const client = new Analytics({ writeKey: KEY, host: url, maxRetries: 3 });
    client.page({ anonymousId: visitor });
    await client.closeAndFlush();
  },
  async rudderstack(url, visitor) {
    const client = new RudderAnalytics(KEY, {
      dataPlaneUrl: url,
      flushInterval: 20,
      logLevel: 'off',
      errorHandler: () => undefined,
    });
    await new Promise<void>((resolve) => {
      client.page({ anonymousId: visitor, name: 'Home' }, () => resolve());
    });
  },
  async posthog(url, visitor) {
    const client = new PostHog(KEY, { host: url, fetchRetryDelay: 50 });
    client.on('error', () => undefined);
    client.capture({ distinctId: visitor, event: '$pageview', properties: { $process_person_profile: false } });
    await client.shutdown().catch(() => undefined);
  },
  // It keeps what it shall send again, and does so with its next flush.
  async snowplow(url, visitor) {
    await new Promise<void>((resolve) => {
      const tracker = newTracker(
        { namespace: 'shop', appId: KEY },
        {
          endpoint: url,
          bufferSize: 1,
          onRequestSuccess: () => resolve(),
          onRequestFailure: ({ willRetry }) => void (willRetry ? setTimeout(() => tracker.flush(), 20) : resolve()),
        },
      );
      tracker.setDomainUserId(visitor);
      tracker.track(buildPageView({ pageUrl: 'https://shop.example/' }));
    });
  },
};

async function stored(visitor: string): Promise<number> {
  await served.collector.drain();
  const rows = await store.read<{ n: number }>({
    text: 'SELECT toUInt32(count()) AS n FROM events FINAL WHERE visitor_id = {visitor:String}',
    params: { visitor },
  });
  return rows[0]?.n ?? 0;
}

type Reaction = 'content' | 'gives up' | 'again';
/** What each client does when its first request is answered so. */
const REACTIONS: Record<string, Record<number, Reaction>> = {
  segment: { 200: 'content', 204: 'content', 400: 'gives up', 413: 'gives up', 429: 'again', 503: 'again' },
  rudderstack: { 200: 'content', 204: 'content', 400: 'gives up', 413: 'gives up', 429: 'again', 503: 'again' },
  posthog: { 200: 'content', 204: 'content', 400: 'gives up', 413: 'gives up', 429: 'again', 503: 'again' },
  snowplow: { 200: 'content', 204: 'content', 400: 'gives up', 413: 'again', 429: 'again', 503: 'again' },
};
const CASES = Object.entries(REACTIONS).flatMap(([name, by]) =>
  Object.entries(by).map(([status, reaction]) => ({ name, status: Number(status), reaction })),
);

describe('one answer of the network in between', () => {
  test.each(CASES)('$name, $status: $reaction', async ({ name, status, reaction }) => {
    const visitor = randomUUID();
    const before = served.requests.length;
    served.answerNext(new Response(status === 204 ? null : '{}', { status, headers: { 'retry-after': '1' } }));
    await CLIENTS[name]?.(served.url, visitor);
    const statuses = served.requests.slice(before).map((request) => request.status);
    expect(statuses).toEqual(reaction === 'again' ? [status, 200] : [status]);
    expect(await stored(visitor)).toBe(reaction === 'again' ? 1 : 0);
  });

  test.each(Object.entries(CLIENTS))(
    '%s sends again when the answer is lost, and the event is there once',
    async (_, send) => {
      const visitor = randomUUID();
      const before = served.requests.length;
      served.loseNextAnswer();
      await send(served.url, visitor);
      expect(served.requests.slice(before).map((request) => request.status)).toEqual([200, 200]);
      expect(await stored(visitor)).toBe(1);
      const { duplicate = 0 } = Object.fromEntries(
        (
          await store.read<{ verdict: string; n: number }>({
            text: 'SELECT verdict, toUInt32(sum(count)) AS n FROM accounting GROUP BY verdict',
            params: {},
          })
        ).map(({ verdict, n }) => [verdict, n]),
      );
      expect(duplicate).toBeGreaterThan(0);
    },
  );
});

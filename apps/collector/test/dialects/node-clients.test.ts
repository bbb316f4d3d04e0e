import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openStore, type Store } from '@desirepath/store';
import { tempDir } from '@desirepath/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NODE_CLIENTS } from './node-clients.ts';
import { storedPurchase } from './purchase.ts';
import { readJourneys, readPurchase } from './read-purchase.ts';
import { type Served, serveCollector } from './served-collector.ts';

const root = tempDir('node-clients');
let store: Store;
let served: Served;

beforeAll(async () => {
  store = await openStore({ path: join(root.path, 'clickhouse') });
  await store.migrate();
  served = await serveCollector(join(root.path, 'run'), store);
});
afterAll(async () => {
  await served.close();
  await store.close();
  root.remove();
});

describe('the same purchase', () => {
  test.each(Object.entries(NODE_CLIENTS))('sent by %s is the same events and the same journey', async (name, send) => {
    const shopper = { visitor: randomUUID(), user: `user-of-${name}`, order: `ORDER-${name}` };
    await send(served.url, 'shop_write_key', shopper);
    await served.collector.drain();
    expect(await readPurchase(store, shopper.user)).toEqual(storedPurchase(shopper.order));
    expect(await readJourneys(store, shopper.user)).toEqual([
      {
        touchpoints: expect.stringMatching(/^([0-9A-F]{2}){4}$/),
        orders: [shopper.order],
        order_values: ['69.7000'],
        order_currencies: ['EUR'],
      },
    ]);
  });

  test('is one and the same sequence of touchpoints, whoever sent it', async () => {
    const journeys = await Promise.all(Object.keys(NODE_CLIENTS).map((name) => readJourneys(store, `user-of-${name}`)));
    expect(new Set(journeys.flat().map(({ touchpoints }) => touchpoints)).size).toBe(1);
    expect(served.requests.filter(({ status }) => status >= 300)).toEqual([]);
  });
});

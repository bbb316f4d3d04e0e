import { type ClickHouseServer, startClickHouse, tempDir } from '@desirepath/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectServer } from '../src/connect-server.ts';
import { openStore } from '../src/open-store.ts';
import type { Store } from '../src/store.ts';
import { compareMapsSuite } from './compare-maps-suite.ts';
import { corpusSuite } from './corpus-suite.ts';
import { insertSuite } from './insert-suite.ts';
import { journeysSuite } from './journeys-suite.ts';
import { mapChangeSuite } from './map-change-suite.ts';
import { privacySuite } from './privacy-suite.ts';
import { stitchSuite } from './stitch-suite.ts';

describe('the store on a server', () => {
  const folder = tempDir('store-server');
  let server: ClickHouseServer;
  let store: Store;
  beforeAll(async () => {
    server = await startClickHouse(folder.path);
    store = await openStore({ url: server.url });
    expect(await store.migrate()).toContain('0001_events.sql');
  });
  afterAll(async () => {
    await store?.close();
    await server?.kill();
    folder.remove();
  });

  privacySuite(
    () => store,
    () => connectServer({ url: server.url }, 'desirepath'),
  );
  stitchSuite(() => store);
  journeysSuite(() => store, [3, 4]);
  mapChangeSuite(
    () => store,
    () => connectServer({ url: server.url }, 'desirepath'),
  );
  compareMapsSuite(() => store);
  corpusSuite(() => store);
  // Last: a frame of ten years makes hundreds of parts, and every other suite would read, or rewrite, all of them.
  insertSuite(
    () => store,
    () => connectServer({ url: server.url }, 'desirepath'),
  );

  it('says in one sentence that nothing answers', async () => {
    await expect(openStore({ url: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      problem: 'unreachable',
      message:
        'The ClickHouse server at http://127.0.0.1:1 does not answer (ECONNREFUSED); start it, or correct CLICKHOUSE_URL.',
    });
  });

  it('says in one sentence that the password is wrong', async () => {
    await expect(openStore({ url: server.url, username: 'nobody', password: 'x' })).rejects.toMatchObject({
      problem: 'access_denied',
    });
  });
});

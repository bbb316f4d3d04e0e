import { type ClickHouseServer, startClickHouse, tempDir } from '@desirepath/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectServer } from '../src/connect-server.ts';
import { openStore } from '../src/open-store.ts';
import type { Store } from '../src/store.ts';
import { accountingSuite } from './accounting-suite.ts';
import { compareMapsSuite } from './compare-maps-suite.ts';
import { corpusSuite } from './corpus-suite.ts';
import { duplicatesSuite } from './duplicates-suite.ts';
import { eraseSuite } from './erase-suite.ts';
import { insertSuite } from './insert-suite.ts';
import { journeysSuite } from './journeys-suite.ts';
import { mapChangeSuite } from './map-change-suite.ts';
import { migrateSuite } from './migrate-suite.ts';
import { retainSuite } from './retain-suite.ts';
import { stitchSuite } from './stitch-suite.ts';
import { touchpointNamesSuite } from './touchpoint-names-suite.ts';

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

  const connect = () => connectServer({ url: server.url }, 'desirepath');
  eraseSuite(() => store, connect);
  retainSuite(() => store);
  stitchSuite(() => store);
  journeysSuite(() => store, [3, 4]);
  mapChangeSuite(() => store, connect);
  compareMapsSuite(() => store);
  corpusSuite(() => store);
  migrateSuite(() => store, connect);
  duplicatesSuite(() => store, connect);
  accountingSuite(() => store, connect);
  touchpointNamesSuite(() => store, connect);
  // Last: a frame of ten years makes hundreds of parts, and every other suite would read, or rewrite, all of them.
  insertSuite(() => store);

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

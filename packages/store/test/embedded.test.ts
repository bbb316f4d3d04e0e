import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventRow, frameOf, tempDir, uuid } from '@desirepath/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEmbedded } from '../src/connect-embedded.ts';
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

describe('the embedded store', () => {
  const folder = tempDir('store-embedded');
  let store: Store;
  beforeAll(async () => {
    store = await openStore({ path: folder.path });
    expect(await store.migrate()).toContain('0001_events.sql');
  });
  afterAll(async () => {
    await store.close();
    folder.remove();
  });

  const connect = () => connectEmbedded(folder.path, 'desirepath');
  eraseSuite(() => store, connect);
  retainSuite(() => store);
  stitchSuite(() => store);
  journeysSuite(() => store, [1, 2]);
  mapChangeSuite(() => store, connect);
  compareMapsSuite(() => store);
  corpusSuite(() => store);
  migrateSuite(() => store, connect);
  duplicatesSuite(() => store, connect);
  accountingSuite(() => store, connect);
  touchpointNamesSuite(() => store, connect);
  // Last: a frame of ten years makes hundreds of parts, and every other suite would read, or rewrite, all of them.
  insertSuite(() => store);

  it.each([
    ['cannot be read', { value: 'much' }],
    ['names another row', { value: "1: (at row 1)\n'" }],
  ])('names a row that ClickHouse does not take, as it %s', async (_, bad) => {
    const rows = Array.from({ length: 5 }, (_, no) => eventRow({ event_id: uuid(no), ...(no === 3 ? bad : {}) }));
    await expect(store.insert(frameOf('named', rows))).rejects.toMatchObject({ row: { event_id: rows[3]?.event_id } });
  });

  it('says in one sentence that another process holds the folder', () => {
    const dist = new URL('../dist/index.js', import.meta.url).href;
    const script = `const { openStore } = await import(${JSON.stringify(dist)});
      await openStore({ path: ${JSON.stringify(folder.path)} }).catch((error) => console.log(error.problem, error.message));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(stdout).toBe(
      `busy The data folder ${folder.path} is held by another running process; stop that one, or name another folder with --data.\n`,
    );
  });

  it('says in one sentence that the folder cannot be used', async () => {
    const file = join(folder.path, 'a-file');
    writeFileSync(file, '');
    await expect(openStore({ path: join(file, 'data') })).rejects.toThrow(/^The data folder .* cannot be used \(/);
  });

  it('refuses a name that no database can have', async () => {
    await expect(openStore({ path: folder.path, database: 'a b' })).rejects.toThrow('cannot be the name of a database');
  });
});

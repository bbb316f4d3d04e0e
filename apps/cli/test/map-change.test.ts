import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_MAP, type JourneyMapInput } from '@desirepath/schema';
import { eventRow, frameOf, NOON, tempDir, uuid } from '@desirepath/testing';
import { afterAll, expect, it } from 'vitest';
import { openDataFolder } from '../src/data-folder/open-data-folder.ts';
import { showRecomputing } from '../src/server/show-recomputing.ts';
import { type Serving, startServing } from '../src/server/start-serving.ts';

const VISITORS = 2000;
const SITE = 'shop';
const folder = tempDir('map-change');
let serving: Serving | undefined;
afterAll(async () => {
  await serving?.close();
  folder.remove();
});

const file = join(folder.path, 'maps', 'shop.yaml');
const writeMap = (map: JourneyMapInput) => writeFileSync(file, JSON.stringify(map));

it('takes a changed map file while it serves, answers with the map before until the new history is there, and goes on after a restart', {
  timeout: 120_000,
}, async () => {
  let said = '';
  const stderr = { write: (text: string) => (said += text) };
  const start = async () => {
    const data = openDataFolder(folder.path, {
      first: { map: 'maps/shop.yaml' },
      prepare: () => writeMap(DEFAULT_MAP),
    });
    serving = await startServing(data, {
      host: '127.0.0.1',
      port: 0,
      storefrontPort: 0,
      warn: (line) => (said += `${line}\n`),
      onRecomputing: showRecomputing(stderr),
      watch: true,
      visitorsAPortion: 250,
    });
    return serving;
  };
  /** The map and an answer, as a page gets them over HTTP. */
  const look = async ({ url, runtime }: Serving) => {
    const headers = { authorization: `Bearer ${runtime.adminToken(SITE)}`, 'content-type': 'application/json' };
    const [map, answer] = await Promise.all([
      fetch(`${url}/api/v1/map`, { headers }),
      fetch(`${url}/api/v1/query`, { method: 'POST', headers, body: JSON.stringify({ plan: 'stages' }) }),
    ]);
    return { map: await map.json(), answer: await answer.json() };
  };

  const first = await start();
  const rows = Array.from({ length: VISITORS }, (_, i) =>
    eventRow({ site: SITE, visitor_id: `v${i}`, event_id: uuid(i + 1), time: NOON + i, name: 'page_view' }),
  );
  await first.runtime.store.insert(frameOf('history', rows));
  await first.runtime.settle();
  const before = await look(first);
  expect(before.map.recomputing).toBeNull();
  expect(before.answer).toMatchObject({ journeys: VISITORS, map_version: before.map.version });

  writeMap({ ...DEFAULT_MAP, idle: '2d' });
  const during = await until(
    () => look(first),
    ({ map }) => map.recomputing?.done > 0,
  );
  expect(during.map.version).not.toBe(before.map.version);
  expect(during.map.recomputing).toMatchObject({ answering: before.map.version, total: VISITORS });
  expect(during.answer).toMatchObject({
    map_version: before.map.version,
    recomputing: { map_version: during.map.version },
    stages: before.answer.stages,
  });
  expect(said).toContain(
    'The map of shop has changed: its journeys are made again, and until then the map before answers.',
  );

  // In the middle: what is made stays made.
  await first.close();
  const again = await start();
  const later = await look(again);
  if (later.map.recomputing !== null) {
    expect(later.map.recomputing.done).toBeGreaterThanOrEqual(during.map.recomputing.done);
    expect(later.answer.map_version).toBe(before.map.version);
  }
  const after = await until(
    () => look(again),
    ({ map }) => map.recomputing === null,
  );
  expect(after.answer).toMatchObject({ map_version: during.map.version, journeys: VISITORS });
  expect(after.answer).not.toHaveProperty('recomputing');
  await until(
    () => Promise.resolve(said),
    (text) => text.includes('The journeys of shop are made: the changed map answers from now on.'),
  );

  // A file that is no map is said once, and the map in use stays.
  writeFileSync(file, 'name: [');
  await until(
    () => Promise.resolve(said),
    (text) => text.includes('Until then, the map before stays.'),
  );
  expect((await look(again)).map.version).toBe(after.map.version);
});

async function until<T>(look: () => Promise<T>, enough: (seen: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const seen = await look();
    if (enough(seen)) return seen;
    await sleep(50);
  }
  throw new Error('It did not come to that.');
}

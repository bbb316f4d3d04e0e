import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore, type Store } from '@desirepath/store';
import { tempDir } from '@desirepath/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { envelope, event, openCollector } from './open-collector.ts';

const root = tempDir('disk-full');
const disk = join(root.path, 'disk');
mkdirSync(disk);
// Only root may mount. Elsewhere the simulated disk of the fault schedules has to do.
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status === 0;
let store: Store;

beforeAll(async () => {
  store = await openStore({ path: join(root.path, 'clickhouse') });
  await store.migrate();
});
afterAll(async () => {
  await store.close();
  if (isMounted) spawnSync('umount', [disk]);
  root.remove();
});

test.skipIf(!isMounted)('a real disk runs full: 503 before the first lost byte, and by itself it goes on', async () => {
  // ClickHouse is away, so nothing leaves the spool.
  let isAway = true;
  const away: Store = {
    ...store,
    insert: (frame) => (isAway ? Promise.reject(new Error('away')) : store.insert(frame)),
  };
  const opened = await openCollector({ folder: disk, store: away, limits: { addressRate: 0, keyRate: 0 } });
  opened.collector.start();
  const acknowledged: string[] = [];
  const send = async () => {
    const events = Array.from({ length: 50 }, () => event({ params: { text: 'x'.repeat(500) } }));
    const response = await opened.send(envelope(events));
    if (response.status === 200) acknowledged.push(...events.map(({ id }) => String(id)));
    return response;
  };
  const statuses: number[] = [];
  let refused: Response | undefined;
  for (let no = 0; no < 100 && refused === undefined; no++) {
    const response = await send();
    statuses.push(response.status);
    if (response.status !== 200) refused = response;
  }
  expect(statuses.length).toBeGreaterThan(5);
  expect(refused?.status).toBe(503);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await opened.collector.app.request('/readyz')).status).toBe(503);
  expect(opened.spool.status().failure?.message).toContain('the disk is full');

  // What others have on it goes, or, as here, the spool's own: ClickHouse is back, and what it holds is not kept for long.
  isAway = false;
  await opened.collector.drain();
  await opened.spool.forget();
  expect((await send()).status).toBe(200);
  expect((await opened.collector.app.request('/readyz')).status).toBe(200);

  // Full to the last byte by somebody else, and free again.
  const filler = join(disk, 'filler');
  try {
    writeFileSync(filler, Buffer.alloc(4 * 1024 * 1024));
  } catch {
    // As much as there was room for.
  }
  for (let no = 0; no < 3; no++) expect((await send()).status).toBe(503);
  rmSync(filler);
  expect((await send()).status).toBe(200);
  await opened.collector.close();
  await opened.spool.close();

  const rows = await store.read<{ id: string }>({ text: 'SELECT toString(event_id) AS id FROM events', params: {} });
  expect(rows.map(({ id }) => id).sort()).toEqual([...acknowledged].sort());
});

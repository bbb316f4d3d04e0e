import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { tempDir } from '@desirepath/testing';
import { expect, it } from 'vitest';
import { applyRetention } from '../src/apply-retention.ts';
import { connectEmbedded } from '../src/connect-embedded.ts';
import { migrate } from '../src/migrate.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../clickhouse/migrations', import.meta.url));

it('takes over the events of a release whose table was another one: each once, with their views and their retention', async () => {
  const folder = tempDir('upgrade');
  const older = join(folder.path, 'migrations');
  cpSync(MIGRATIONS, older, { recursive: true });
  for (const name of readdirSync(older)) if (name >= '0012') rmSync(join(older, name));

  const connection = await connectEmbedded(join(folder.path, 'clickhouse'), 'desirepath');
  const one = async (text: string) => (await connection.rows<{ n: string | number }>({ text, params: {} }))[0]?.n;
  const add = (count: number, visitor: string) =>
    connection.run({
      text: `INSERT INTO events (site, visitor_id, event_id, name, client_time, time, received_time, user_id, frame)
        SELECT 'shop', concat({visitor:String}, toString(number % 50)), generateUUIDv4(), 'page_view', at, at, now64(3), if(number % 7 = 0, 'ann', ''), {visitor:String}
        FROM (SELECT number, now64(3) - number * 3600 AS at FROM numbers({count:UInt32}))`,
      params: { visitor, count },
    });
  await migrate(connection, pathToFileURL(`${older}/`));
  const retention = { shop: 400 * 86_400_000 };
  await applyRetention(connection, retention);
  await add(2000, 'before');

  const newer = readdirSync(MIGRATIONS).filter((name) => name >= '0012' && name.endsWith('.sql'));
  expect(await migrate(connection)).toEqual(newer.sort());
  await applyRetention(connection, retention);
  await add(7, 'after');
  // As if it had been interrupted before it was noted.
  await connection.run({
    text: "ALTER TABLE migrations DELETE WHERE name >= '0012' SETTINGS mutations_sync = 1",
    params: {},
  });
  await migrate(connection);

  expect(await one('SELECT toFloat64(count()) AS n FROM events')).toBe(2007);
  expect(await one('SELECT toFloat64(uniqExact(event_id)) AS n FROM events')).toBe(2007);
  expect(await one("SELECT toFloat64(uniqExact(visitor_id)) AS n FROM links WHERE visitor_id LIKE 'after%'")).toBe(1);
  expect(await one("SELECT toFloat64(sum(length(visitors))) AS n FROM dirty WHERE frame = 'after'")).toBe(7);
  expect(
    await one(
      "SELECT arraySort(groupArray(name)) AS n FROM system.tables WHERE database = 'desirepath' AND name LIKE 'events%'",
    ),
  ).toEqual(['events', 'events_to_dirty', 'events_to_links', 'events_to_visitor_links']);
  await applyRetention(connection, retention);
  expect(
    await one("SELECT engine_full AS n FROM system.tables WHERE database = 'desirepath' AND name = 'events'"),
  ).toMatch(/TTL .*400.*index_granularity = 2048/);
  await connection.close();
  folder.remove();
});

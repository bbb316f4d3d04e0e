import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Connection } from './connection.ts';
import { StoreError } from './store-error.ts';

/** Where the migrations are, seen from `src` and from `dist` alike. */
const FOLDER = new URL('../../../clickhouse/migrations/', import.meta.url);

/** One file of clickhouse/migrations. */
interface Migration {
  name: string;
  text: string;
  checksum: string;
}

/**
 * Applies the migrations that have not been applied, in the order of their names.
 * @returns the names of those applied now
 * @throws StoreError `changed_migration` when a file that was applied reads differently today
 */
export async function migrate(connection: Connection, folder: URL = FOLDER): Promise<string[]> {
  await connection.run({
    text: `CREATE TABLE IF NOT EXISTS migrations (name String, checksum String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
      ENGINE = ReplacingMergeTree ORDER BY name`,
    params: {},
  });
  const done = await connection.rows<{ name: string; checksum: string }>({
    text: 'SELECT name, checksum FROM migrations FINAL',
    params: {},
  });
  const checksums = new Map(done.map(({ name, checksum }) => [name, checksum]));
  const applied: string[] = [];
  for (const migration of await readMigrations(folder)) {
    const before = checksums.get(migration.name);
    if (before === migration.checksum) continue;
    if (before !== undefined) {
      throw new StoreError(
        'changed_migration',
        `The migration ${migration.name} was changed after it had been applied to this data; put the file back as it was, and make the change in a new file.`,
      );
    }
    for (const text of statements(migration.text)) await connection.run({ text, params: {} });
    await connection.insert('migrations', [{ name: migration.name, checksum: migration.checksum }], {});
    applied.push(migration.name);
  }
  return applied;
}

async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** The statements of a migration: each ends with a semicolon at the end of a line. */
function statements(text: string): string[] {
  return text
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replace(/^\s*--.*$/gm, '').trim() !== '');
}

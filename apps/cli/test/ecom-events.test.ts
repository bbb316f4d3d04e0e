// A table of another make, read by a mapping.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tempDir } from '@desirepath/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { readStore } from './read-store.ts';
import { realData } from './real-data.ts';
import { jsonOf, runCli, startCli } from './run-cli.ts';

const table = realData('ecom-events.csv.gz');
if (table === undefined) console.log('ecom-events: skipped, ../shared/data is not beside the repository.');
const MAPPING = fileURLToPath(new URL('../../../examples/mappings/ecom-events.yaml', import.meta.url));

interface Imported {
  received: number;
  stored: number;
  rejected: number;
  duplicates: number;
  visitors: number;
}

describe('import by a mapping', () => {
  const dir = tempDir('ecom');
  afterAll(() => dir.remove());

  it.skipIf(table === undefined)('reads every row once, and none twice', async () => {
    const data = join(dir.path, 'data');
    const call = ['import', table ?? '', '--format', 'csv', '--mapping', MAPPING, '--data', data];
    const first = await jsonOf<Imported>(call);
    // 30 rows stand there twice: they are events of their own.
    expect(first).toMatchObject({ received: 31_106, stored: 31_106, rejected: 0, duplicates: 0, visitors: 600 });
    const names = await readStore<{ name: string; n: number }>(
      data,
      'SELECT name, toFloat64(count()) AS n FROM events FINAL GROUP BY name',
    );
    const count = Object.fromEntries(names.map(({ name, n }) => [name, n]));
    expect(count).toMatchObject({ view_item: 6851, view_item_list: 6521 + 2610, purchase: 470, view_cart: 1204 });
    const [span] = await readStore<{ first: string; last: string; devices: number }>(
      data,
      'SELECT toString(min(time)) AS first, toString(max(time)) AS last, toFloat64(uniqExact(device)) AS devices FROM events',
    );
    expect(span).toEqual({ first: '2024-01-04 11:45:38.000', last: '2024-06-29 22:02:40.000', devices: 3 });
    expect(await jsonOf<Imported>(call)).toMatchObject({ received: 31_106, stored: 0, duplicates: 31_106 });
  });

  it('keeps what cannot be an event apart, says why, and stores the rest', async () => {
    const folder = join(dir.path, 'odd');
    mkdirSync(folder);
    const file = join(folder, 'odd.csv');
    const mapping = join(folder, 'odd.yaml');
    writeFileSync(mapping, 'visitor: who\ntime: { column: at }\nname: what\nvalue: worth\n');
    const now = new Date().toISOString();
    writeFileSync(
      file,
      `\uFEFFwho,at,what,worth\nu1,${now},view_item,\n,${now},view_item,\nu1,yesterday,view_item,\nu1,${now},,\nu1,${now},purchase,dear\n"u,2",${now},"say ""hi""",3\n`,
    );
    const data = join(folder, 'data');
    const call = ['import', file, '--format', 'csv', '--mapping', mapping, '--data', data];
    const report = await jsonOf<Imported & { reasons: { reason: string; first_row: number }[] }>(call);
    expect(report).toMatchObject({ received: 6, stored: 2, rejected: 4, duplicates: 0, visitors: 2 });
    expect(report.reasons.map(({ first_row }) => first_row).sort()).toEqual([2, 3, 4, 5]);
    expect(report.reasons.find(({ first_row }) => first_row === 3)?.reason).toContain('"yesterday" is not a time');
    const rejects = await readStore<{ raw: string }>(data, 'SELECT raw FROM rejects');
    expect(rejects).toHaveLength(4);
    expect(rejects.some(({ raw }) => raw.includes('yesterday'))).toBe(true);
    // A script has to notice a table of which nothing was taken.
    writeFileSync(file, 'who,at,what,worth\nu1,yesterday,view_item,\n');
    const none = await runCli([...call, '--json']);
    expect([none.code, JSON.parse(none.stdout)]).toMatchObject([1, { received: 1, stored: 0, rejected: 1 }]);
  });

  it('needs no more memory for a longer table', async () => {
    const folder = join(dir.path, 'long');
    mkdirSync(folder);
    const mapping = join(folder, 'long.yaml');
    const file = join(folder, 'long.csv');
    const rows = 120_000;
    const start = Date.UTC(2024, 0, 1);
    writeFileSync(mapping, 'visitor: who\ntime: { column: at, format: unix_ms }\nname: what\n');
    const lines = Array.from({ length: rows }, (_, i) => `v${i % 997},${start + i * 1000},view_item`);
    writeFileSync(file, `who,at,what\n${lines.join('\n')}\n`);
    const call = ['import', file, '--format', 'csv', '--mapping', mapping, '--data', join(folder, 'data'), '--json'];
    // The events of this table, held at once, would not fit into such a heap.
    const run = await startCli(call, { NODE_OPTIONS: '--max-old-space-size=128' }).ended;
    expect(run.stderr).not.toContain('heap');
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ received: rows, stored: rows });
  }, 180_000);
});

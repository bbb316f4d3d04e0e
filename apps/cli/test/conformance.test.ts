// Any case log against a process model or a journey map, outside the store.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { LogConformance } from '@desirepath/engine';
import { tempDir } from '@desirepath/testing';
import { afterAll, expect, it } from 'vitest';
import { jsonOf, runCli } from './run-cli.ts';

const dir = tempDir('conformance');
afterAll(() => dir.remove());

function write(name: string, content: string | Buffer): string {
  const file = join(dir.path, name);
  writeFileSync(file, content);
  return file;
}

const model = write(
  'claim.yaml',
  'name: Claim\nflow: [register, { parallel: [check cover, check damage] }, { choice: [pay, reject] }]\n',
);
const ROWS = [
  'case_id,activity,timestamp',
  '2,pay,2026-01-01T12:00:00Z',
  '1,register,2026-01-01T10:00:00Z',
  '1,check cover,2026-01-01T11:00:00Z',
  '1,check damage,2026-01-01T10:30:00Z',
  '2,register,2026-01-01T10:00:00Z',
  '1,pay,2026-01-02T10:00:00Z',
  '2,check cover,2026-01-01T11:00:00+02:00',
  ',check cover,2026-01-01T13:00:00Z',
  '3,register,yesterday',
].join('\n');

it('aligns the cases of a log, each in the order of its time', async () => {
  const log = write('log.csv', ROWS);
  const result = await jsonOf<LogConformance & { model: string }>([
    'conformance',
    '--log',
    log,
    '--map',
    model,
    '--cases',
  ]);
  expect(result).toMatchObject({ model: 'Claim', cases: 2, events: 7, variants: 2, shortest: 4, complete: false });
  expect(new Map(result.by_case?.map((own) => [own.case, own.cost]))).toEqual(
    new Map([
      ['1', 0],
      // check cover, register, pay: one of the first two too early, and the damage never checked.
      ['2', 3],
    ]),
  );
  expect(result.fitness.average).toBeCloseTo((1 + (1 - 3 / 7)) / 2, 12);
  expect(result.fitness.log).toBeCloseTo(1 - 3 / (7 + 2 * 4), 12);
  expect(result.left_out).toEqual([
    { what: 'rows without a case_id or activity', count: 1 },
    { what: 'rows whose timestamp cannot be read', count: 1 },
  ]);
  const shown = await runCli(['conformance', '--log', log, '--map', model]);
  expect(shown.code).toBe(0);
  expect(shown.stdout).toContain('2 cases of 2 variants, 7 events; fitness 0.7857 on average');
});

it('takes columns, time formats and journey maps of other kinds', async () => {
  const log = write(
    'shop.csv.gz',
    gzipSync('who,at,what\nann,1767261600,Product page\nann,1767261700,purchase\nbob,1767261600,view_item\n'),
  );
  const map = write(
    'shop.yaml',
    `name: Shop
flow: [consideration, { optional: purchase }]
stages:
  - { name: Consideration, touchpoints: [{ name: Product page, event: view_item }] }
  - { name: Purchase, touchpoints: [{ name: Order placed, event: purchase }] }
`,
  );
  const result = await jsonOf<LogConformance>(
    ['conformance', '--log', log, '--map', map].concat([
      '--case',
      'who',
      '--activity',
      'what',
      '--time',
      'at',
      '--time-format',
      'unix_s',
    ]),
  );
  expect(result).toMatchObject({ cases: 2, cost: 0, fitness: { average: 1, log: 1, designed: 2 }, complete: true });
});

it('says what is wrong with a call, in one sentence', async () => {
  const log = write('log2.csv', ROWS);
  const told = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await runCli(['conformance', ...args]);
    return `${code} ${stderr.replaceAll(dir.path, '').trim()}`;
  };
  expect(await told('--log', log, '--map', model, '--case', 'who')).toBe(
    '2 The log /log2.csv has no column "who"; it has "case_id", "activity", "timestamp": name one of them with --case.',
  );
  expect(await told('--log', write('other.csv', 'a,b\n1,2\n'), '--map', model)).toBe(
    '2 The log /other.csv has none of the usual columns for the case; it has "a", "b": name one with --case.',
  );
  expect(await told('--log', log, '--map', model, '--time-format', 'noon')).toContain('no time format "noon"');
  expect(await told('--log', log, '--map', write('bad.yaml', 'flow: { chioce: [a] }\n'))).toBe(
    '2 The process model /bad.yaml cannot be used: The process model: "flow" has the unknown block "chioce"; did you mean "choice"?',
  );
  expect(await told('--log', log, '--map', join(dir.path, 'none.yaml'))).toContain('there is no such file');
});

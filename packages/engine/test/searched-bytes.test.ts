import { afterAll, beforeAll, expect, test } from 'vitest';
import { Params } from '../src/index.ts';
import { searchedBytes } from '../src/questions/searched-bytes.ts';
import { type JourneysTable, openJourneysTable } from './journeys-table.ts';

const CODES = Array.from({ length: 254 }, (_, i) => i + 1);

let table: JourneysTable;
beforeAll(async () => {
  table = await openJourneysTable();
});
afterAll(() => table.close());

// Whether a byte is found may depend on where in a block of rows it stands, so each word is a block of its own.
test('every touchpoint and every pair of them is found wherever it stands', async () => {
  const wrong: string[] = [];
  for (const code of CODES) {
    const params = new Params('q_');
    const one = { code, text: params.add('one', 'UInt8', code) };
    const two = { code: 255 - code, text: params.add('two', 'UInt8', 255 - code) };
    // Neither of the two.
    const around = code === 7 || code === 248 ? 9 : 7;
    const words = `SELECT number, concat(repeat(char(${around}), number % 19), char(${one.text}), repeat(char(${around}), intDiv(number, 19)), char(${two.text})) AS s FROM numbers(361)`;
    const place = "indexOf(reinterpret(s, 'Array(UInt8)')";
    const [row] = await table.read(
      params.sql(`SELECT
  toFloat64(countIf(position(s, ${searchedBytes([one])}) != ${place}, ${one.text}))) AS ones,
  toFloat64(countIf(position(s, ${searchedBytes([one])}, materialize(1)) != ${place}, ${one.text}))) AS ones_later,
  toFloat64(countIf((position(s, ${searchedBytes([one, two])}) > 0) != (number < 19))) AS pairs
FROM (${words})
SETTINGS max_block_size = 1`),
    );
    if (Object.values(row ?? {}).some((count) => count !== 0)) wrong.push(`${code}: ${JSON.stringify(row)}`);
  }
  expect(wrong).toEqual([]);
});

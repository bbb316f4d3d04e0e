import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { choosePacking, packFile } from './packed-file.ts';

const text = Buffer.from('the same words, '.repeat(500));

test('a client gets the smallest form that it takes', async () => {
  const file = await packFile(text);
  const best = choosePacking(file, 'gzip, deflate, br, zstd');
  expect(best.encoding).toBe('br');
  expect(brotliDecompressSync(best.bytes).equals(text)).toBe(true);
  const second = choosePacking(file, 'gzip, br;q=0');
  expect(second.encoding).toBe('gzip');
  expect(gunzipSync(second.bytes).equals(text)).toBe(true);
  expect(best.bytes.length).toBeLessThan(second.bytes.length);
});

test.each([
  [undefined, ''],
  ['', ''],
  ['identity', ''],
  ['*', 'br'],
  ['*;q=0', ''],
  ['*;q=0, gzip;q=0.5', 'gzip'],
  ['BR; q=1.0', 'br'],
  ['br;q=0.000', ''],
])('Accept-Encoding %s: %s', async (header, encoding) => {
  expect(choosePacking(await packFile(text), header).encoding).toBe(encoding);
});

test('what packing makes no smaller travels as it is', async () => {
  const file = await packFile(Buffer.from('x'));
  expect(choosePacking(file, 'br, gzip')).toEqual({ encoding: '', bytes: Buffer.from('x') });
});

import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { expect, test } from 'vitest';

/** Bytes of a shipped file as a good server sends it: brotli, level 11. */
const weight = (file: string): number =>
  brotliCompressSync(readFileSync(new URL(`../dist/${file}`, import.meta.url)), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
  }).length;

test('the tag weighs at most 4096 bytes', () => expect(weight('dp.js')).toBeLessThanOrEqual(4096));

test('the tag and its vitals weigh at most 7168 bytes', () =>
  expect(weight('dp.js') + weight('dp-vitals.js')).toBeLessThanOrEqual(7168));

test('neither evaluates text, draws in another file, or formats by language', () => {
  for (const file of ['dp.js', 'dp-vitals.js']) {
    const text = readFileSync(new URL(`../dist/${file}`, import.meta.url), 'utf8');
    expect(text).not.toMatch(/\beval\b|new Function|\bimport\(|\bIntl\b/);
  }
});

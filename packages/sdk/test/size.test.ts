import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { expect, test } from 'vitest';

const FILES = ['dp.js', 'dp-vitals.js', 'dp-vitals-attribution.js', 'dp-experience.js', 'dp-survey.js'];

/** Bytes of a shipped file as a good server sends it: brotli, level 11. */
const weight = (file: string): number =>
  brotliCompressSync(readFileSync(new URL(`../dist/${file}`, import.meta.url)), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
  }).length;

test('the tag weighs at most 4096 bytes', () => expect(weight('dp.js')).toBeLessThanOrEqual(4096));

test('the tag and its vitals weigh at most 7168 bytes', () =>
  expect(weight('dp.js') + weight('dp-vitals.js')).toBeLessThanOrEqual(7168));

test('the vitals with their causes weigh at most 5632 bytes', () =>
  expect(weight('dp-vitals-attribution.js')).toBeLessThanOrEqual(5632));

test('the file that watches the experience weighs at most 2600 bytes', () =>
  expect(weight('dp-experience.js')).toBeLessThanOrEqual(2600));

test('the file that asks weighs at most 3072 bytes', () => expect(weight('dp-survey.js')).toBeLessThanOrEqual(3072));

test('docs/tag.md says what each file weighs', () => {
  const text = readFileSync(new URL('../../../docs/tag.md', import.meta.url), 'utf8');
  const said = [...text.matchAll(/^\| `(dp[a-z-]*\.js)` *\| (\d+) *\|/gm)].map(([, file, bytes]) => [
    file,
    Number(bytes),
  ]);
  expect(said).toEqual(FILES.map((file) => [file, weight(file)]));
});

test('none evaluates text, draws in another file, or formats by language', () => {
  for (const file of FILES) {
    const text = readFileSync(new URL(`../dist/${file}`, import.meta.url), 'utf8');
    expect(text).not.toMatch(/\beval\b|new Function|\bimport\(|\bIntl\b/);
  }
});

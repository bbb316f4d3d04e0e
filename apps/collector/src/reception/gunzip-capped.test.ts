import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gunzipCapped, isGzip } from './gunzip-capped.ts';

test('gives back what was compressed, up to the limit to the byte', async () => {
  const text = Buffer.from('ä'.repeat(5000));
  const packed = gzipSync(text);
  expect(isGzip(packed)).toBe(true);
  expect(isGzip(text)).toBe(false);
  expect(await gunzipCapped(packed, text.length)).toEqual({ bytes: text });
  expect(await gunzipCapped(packed, text.length - 1)).toHaveProperty('tooLarge');
  expect(await gunzipCapped(gzipSync(Buffer.alloc(0)), 10)).toEqual({ bytes: Buffer.alloc(0) });
});

test('what is cut off, altered or no gzip is broken', async () => {
  const packed = gzipSync(Buffer.from('a long enough text'.repeat(100)));
  const altered = Buffer.from(packed);
  altered[packed.length - 6] = (altered[packed.length - 6] ?? 0) ^ 1;
  for (const bytes of [packed.subarray(0, -4), packed.subarray(0, 5), altered, Buffer.from('{}'), Buffer.alloc(0)]) {
    expect(await gunzipCapped(bytes, 100_000)).toHaveProperty('broken');
  }
});

test('a bomb is stopped at the limit: half a gigabyte is never held', async () => {
  const bomb = gzipSync(Buffer.alloc(512 * 1024 * 1024), { level: 9 });
  const before = process.memoryUsage().rss;
  const result = await gunzipCapped(bomb, 1024 * 1024);
  expect(result).toHaveProperty('tooLarge');
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
});

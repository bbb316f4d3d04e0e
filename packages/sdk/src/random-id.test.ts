import { expect, test } from 'vitest';
import { randomId } from './random-id.ts';

test('sixteen digits, never the same', () => {
  const ids = Array.from({ length: 10_000 }, () => randomId(globalThis));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(new Set(ids).size).toBe(10_000);
});

test('small numbers have as many digits', () => {
  const crypto = { getRandomValues: (array: BigUint64Array) => array.fill(5n) } as unknown as Crypto;
  expect(randomId({ crypto })).toBe('0000000000000005');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64url, toBase64url } from './base64url.ts';

test('is what Node calls base64url, and comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      expect(toBase64url(text)).toBe(Buffer.from(text).toString('base64url'));
      expect(fromBase64url(toBase64url(text))).toBe(text);
    }),
  );
  expect(fromBase64url(toBase64url('a\uD800b'))).toBe('a\uFFFDb');
});

test('other texts are none', () => {
  expect(fromBase64url('a+b/')).toBeUndefined();
  expect(fromBase64url('____')).toBeUndefined();
});

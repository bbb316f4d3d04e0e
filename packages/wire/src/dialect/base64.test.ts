import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, inBase64 } from './base64.ts';

test('reads what Buffer wrote, in either alphabet, well formed or not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const buffer = Buffer.from(bytes);
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
      // How many U+FFFD stand for a run of bad bytes is nobody's promise.
      const folded = (one: string | undefined) => one?.replace(/\uFFFD+/g, '?');
      expect(folded(decodeBase64(buffer.toString('base64')))).toBe(folded(text));
      expect(folded(decodeBase64(buffer.toString('base64url')))).toBe(folded(text));
    }),
    { numRuns: 3000, seed: 5 },
  );
  const long = 'ä€😀x'.repeat(5000);
  expect(decodeBase64(Buffer.from(long).toString('base64'))).toBe(long);
  expect(decodeBase64('no base64!')).toBeUndefined();
});

test('knows a text by what base64 has of it, wherever it begins and whatever is around it', () => {
  fc.assert(
    fc.property(fc.string(), fc.stringMatching(/^[A-Za-z0-9]{3,20}$/), fc.string(), (before, word, after) => {
      const packed = Buffer.from(before + word + after).toString('base64');
      expect(inBase64(word).some((some) => packed.includes(some))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

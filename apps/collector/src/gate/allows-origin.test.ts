import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allowsOrigin } from './allows-origin.ts';

const DEEP = ['https://**.shop.example'];

test.each<[string[], string, boolean]>([
  [['https://shop.example'], 'https://shop.example', true],
  [['https://shop.example'], 'https://SHOP.example:443', true],
  [['https://shop.example'], 'http://shop.example', false],
  [['https://shop.example'], 'https://shop.example.evil.example', false],
  [['https://shop.example'], 'https://shop.example@evil.example', false],
  [['https://shop.example:8443'], 'https://shop.example', false],
  [['https://*.shop.example'], 'https://www.shop.example', true],
  [['https://*.shop.example'], 'https://shop.example', false],
  [['https://*.shop.example'], 'https://a.b.shop.example', false],
  [['https://*.shop.example'], 'https://.shop.example', false],
  [DEEP, 'https://www.shop.example', true],
  [DEEP, 'https://a.b.shop.example', true],
  [DEEP, 'https://shop.example', false],
  [DEEP, 'https://evilshop.example', false],
  [DEEP, 'https://a..shop.example', false],
  [DEEP, 'https://a.b.shop.example.evil.example', false],
  [['https://shop.example'], 'null', false],
])('%j and %s', (allowed, origin, is) => {
  expect(allowsOrigin(allowed, origin)).toBe(is);
});

test('whatever is allowed by a pattern of any depth ends, label by label, as the pattern does, and is longer', () => {
  const label = fc.constantFrom('a', 'b', 'shop', 'example', 'evil', '', 'xshop');
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), (labels) => {
      const isBelow = labels.length > 2 && labels.slice(-2).join('.') === 'shop.example';
      const expected = isBelow && labels.every((one) => one !== '');
      expect(allowsOrigin(DEEP, `https://${labels.join('.')}`)).toBe(expected);
    }),
    { numRuns: 3000, seed: 5 },
  );
});

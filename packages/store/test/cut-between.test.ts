import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutBetween } from '../src/stitch-history.ts';

it('cuts after the first and not after the second, in the order of their bytes, and says no more than that needs', () => {
  const bytes = (text: string) => Buffer.from(text);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', minLength: 1 }), (one, other) => {
      const [before, id] = Buffer.compare(bytes(one), bytes(other)) < 0 ? [one, other] : [other, one];
      fc.pre(before !== id);
      const cut = cutBetween(before, id);
      expect(Buffer.compare(bytes(before), bytes(cut))).toBe(-1);
      expect(Buffer.compare(bytes(cut), bytes(id))).toBeLessThanOrEqual(0);
      expect(id.startsWith(cut)).toBe(true);
      expect(before.startsWith(Array.from(cut).slice(0, -1).join(''))).toBe(true);
    }),
  );
  expect(cutBetween('0190f3c27b5e7c1d', '0190f4a1bb5e7c1d')).toBe('0190f4');
});

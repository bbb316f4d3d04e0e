import { eventSchema } from '@desirepath/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uuidV7 } from './uuid-v7.ts';

const fill = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes);

describe('uuidV7', () => {
  test('is a UUID of version 7 at any time, and carries that time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (now) => {
        const id = uuidV7(now, fill);
        expect(eventSchema.shape.id.safeParse(id).success).toBe(true);
        expect(id).toMatch(/^.{14}7.{4}[89ab]/);
        expect(Number.parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(now);
      }),
    );
  });

  test('does not repeat within a millisecond', () => {
    expect(new Set(Array.from({ length: 10_000 }, () => uuidV7(1, fill))).size).toBe(10_000);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kitagawa } from './kitagawa.ts';

test('Simpson: every segment got better and the total worse, all of it by the mix', () => {
  const { total, mix, rate, segments } = kitagawa([
    { segment: 'desktop', before: { size: 800, rate: 0.5 }, now: { size: 200, rate: 0.55 } },
    { segment: 'mobile', before: { size: 200, rate: 0.1 }, now: { size: 800, rate: 0.12 } },
  ]);
  expect(total).toBeCloseTo(0.206 - 0.42, 12);
  expect(rate).toBeGreaterThan(0);
  expect(mix).toBeLessThan(-0.2);
  expect(mix + rate).toBeCloseTo(total, 12);
  expect(segments.map(({ segment }) => segment)).toEqual(['mobile', 'desktop']);
});

test('the segment that got worse comes first', () => {
  const { mix, segments } = kitagawa([
    { segment: 'desktop', before: { size: 500, rate: 0.5 }, now: { size: 500, rate: 0.5 } },
    { segment: 'mobile', before: { size: 500, rate: 0.5 }, now: { size: 500, rate: 0.3 } },
  ]);
  expect(mix).toBeCloseTo(0, 15);
  expect(segments[0]).toMatchObject({ segment: 'mobile', rate: expect.closeTo(-0.1, 12) });
});

const side = fc.record({ size: fc.nat(10_000), rate: fc.double({ min: 0, max: 1, noNaN: true }) });
test('mix and rate always add up to the difference, and swapping before and now swaps the sign', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ segment: fc.string(), before: side, now: side }), { maxLength: 8 }),
      (segments) => {
        const there = kitagawa(segments);
        expect(there.mix + there.rate).toBeCloseTo(there.total, 9);
        const back = kitagawa(segments.map(({ segment, before, now }) => ({ segment, before: now, now: before })));
        expect(back.total + there.total).toBeCloseTo(0, 9);
        expect(back.rate + there.rate).toBeCloseTo(0, 9);
      },
    ),
    { numRuns: 500, seed: 1 },
  );
});

test('nobody before or nobody now', () => {
  expect(kitagawa([])).toEqual({ total: 0, mix: 0, rate: 0, segments: [] });
});

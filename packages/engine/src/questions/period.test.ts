import { expect, test } from 'vitest';
import { resolvePeriod } from './period.ts';

const NOW = Date.UTC(2026, 0, 8, 12);

test('periods become moments', () => {
  expect(resolvePeriod(undefined, NOW)).toEqual({ from: null, to: null });
  expect(resolvePeriod({ last: '7d' }, NOW)).toEqual({ from: Date.UTC(2026, 0, 1, 12), to: NOW });
  expect(resolvePeriod({ from: '2026-01-01T00:00:00+02:00' }, NOW)).toEqual({
    from: Date.UTC(2025, 11, 31, 22),
    to: null,
  });
  expect(() => resolvePeriod({ from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }, NOW)).toThrow(
    'The period ends (2026-01-01T00:00:00Z) before or when it begins (2026-01-02T00:00:00Z); swap the two moments.',
  );
});

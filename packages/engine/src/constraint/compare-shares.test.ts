import { expect, test } from 'vitest';
import { compareShares } from './compare-shares.ts';

test('one or two journeys are no more than before where chance brings them as often, however long history is', () => {
  const size = { judged: 100, history: 800 };
  // Of nine periods alike, the judged one is the one in which it happened: every ninth time.
  expect(compareShares(1, 0, size)).toMatchObject({ more: false, share: 0.01, reference_share: 0 });
  expect(compareShares(2, 0, size).more).toBe(false);
  expect(compareShares(3, 0, size).more).toBe(true);
  expect(compareShares(3, 3, size).more).toBe(false);
  expect(compareShares(20, 60, size)).toMatchObject({ more: true, share: 0.2, reference_share: 0.075 });
  expect(compareShares(10, 80, size).score).toBeCloseTo(0, 1);
});

test('says nothing where nobody was looked at, and takes no more than there were', () => {
  expect(compareShares(3, 0, { judged: 100, history: 0 })).toEqual({
    share: 0.03,
    reference_share: null,
    more: false,
    score: 0,
  });
  expect(compareShares(0, 3, { judged: 0, history: 50 })).toMatchObject({ more: false, score: 0 });
  expect(compareShares(12, 60, { judged: 10, history: 50 })).toMatchObject({
    share: 1,
    reference_share: 1,
    more: false,
  });
});

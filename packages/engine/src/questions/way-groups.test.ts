import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mostFrequentWays, type Way, type WayGroup } from './way-groups.ts';

const way = fc.record({
  way: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
  journeys: fc.integer({ min: 1, max: 3 }),
});
const order = (a: Way, b: Way) =>
  b.journeys - a.journeys || (String.fromCharCode(...a.way) < String.fromCharCode(...b.way) ? -1 : 1);

it('lists what a sort of all ways begins with, and leaves of each group the rest', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(way, { maxLength: 12, selector: ({ way }) => way.join() }),
      fc.integer({ min: 1, max: 5 }),
      (some, limit) => {
        const all = some.map((one) => ({ ...one, goals: one.journeys - 1, open: one.journeys % 2 })).toSorted(order);
        const sum = (list: readonly Way[], key: 'journeys' | 'goals' | 'open') =>
          list.reduce((n, one) => n + one[key], 0);
        const grouped = (list: readonly Way[]) =>
          [1, 2, 3]
            .map((furthest) => ({ furthest, own: list.filter((one) => Math.max(...one.way) === furthest) }))
            .filter(({ own }) => own.length > 0)
            .map(({ furthest, own }) => ({
              furthest,
              variants: own.length,
              journeys: sum(own, 'journeys'),
              goals: sum(own, 'goals'),
              open: sum(own, 'open'),
              own,
            }));
        const groups: WayGroup[] = grouped(all).map(({ own, ...group }) => ({
          ...group,
          first: own.slice(0, limit + 1),
        }));
        expect(mostFrequentWays(groups, limit)).toEqual({
          ways: all.slice(0, limit),
          rest: grouped(all.slice(limit)).map(({ own, ...group }) => ({ ...group, representative: own[0] })),
        });
      },
    ),
  );
});

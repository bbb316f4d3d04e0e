import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventTest } from '../stitch/event-test.ts';
import { excludeEachOther } from './exclude-each-other.ts';

const path = (...patterns: string[]): EventTest => ({ key: 'path', patterns });
const price = (min?: number, max?: number): EventTest => ({
  key: 'value',
  patterns: [],
  range: { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
});

test.each<[EventTest[], EventTest[], boolean]>([
  [[path('/')], [path('/cart')], true],
  [[path('/', '/cart')], [path('/cart')], false],
  [[path('/product/*')], [path('/cart')], true],
  [[path('/product/*')], [path('*/lamp')], false],
  [[path('/product/*')], [path('/category/*')], true],
  [[path('*.html')], [path('*.pdf')], true],
  [[path('/')], [{ key: 'path', patterns: [], not: ['/'] }], true],
  [[{ key: 'path', patterns: [], is: ['a'] }], [path('b')], true],
  [[price(10)], [price(undefined, 5)], true],
  [[price(10)], [price(undefined, 10)], false],
  [[path('/')], [price(1)], false],
  [[price(1), path('/')], [price(2), path('/cart')], true],
  [[{ key: 'items.category', patterns: ['a'] }], [{ key: 'items.category', patterns: ['b'] }], false],
])('%j and %j', (a, b, apart) => {
  expect(excludeEachOther(a, b)).toBe(apart);
  expect(excludeEachOther(b, a)).toBe(apart);
});

test('no value meets both of two conditions that are said to exclude each other', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 });
  const pattern = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 4 }).map((letters) => letters.join(''));
  const some = fc.array(pattern, { maxLength: 2 });
  const condition = fc.record({
    patterns: some,
    is: fc.option(fc.array(text, { minLength: 1, maxLength: 2 })),
    not: fc.option(fc.array(text, { minLength: 1, maxLength: 2 })),
  });
  const meets = (
    value: string,
    { patterns, is, not }: { patterns: string[]; is: string[] | null; not: string[] | null },
  ) =>
    (patterns.length === 0 || patterns.some((one) => new RegExp(`^${one.replaceAll('*', '.*')}$`).test(value))) &&
    (is === null || is.includes(value)) &&
    !not?.includes(value);
  const asTest = ({
    patterns,
    is,
    not,
  }: {
    patterns: string[];
    is: string[] | null;
    not: string[] | null;
  }): EventTest => ({
    key: 'path',
    patterns,
    ...(is === null ? {} : { is }),
    ...(not === null ? {} : { not }),
  });
  const values = [
    '',
    ...['a', 'b'].flatMap((x) => [x, ...['a', 'b'].flatMap((y) => [x + y, `${x + y}a`, `${x + y}b`])]),
  ];
  let apart = 0;
  fc.assert(
    fc.property(condition, condition, (a, b) => {
      if (!excludeEachOther([asTest(a)], [asTest(b)])) return;
      apart += 1;
      for (const value of values) expect(meets(value, a) && meets(value, b)).toBe(false);
    }),
    { numRuns: 2000, seed: 7 },
  );
  expect(apart).toBeGreaterThan(100);
});

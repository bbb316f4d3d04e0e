import { DEFAULT_MAP, type JourneyMapInput, journeyMapSchema } from '@desirepath/schema';
import { expect, test } from 'vitest';
import { compileMap } from './compile-map.ts';
import { hash64 } from './map-version.ts';
import { slug } from './slug.ts';

const compile = (input: JourneyMapInput) => compileMap(journeyMapSchema.parse(input));

test('the default map: numbers, ids, codes, milliseconds', () => {
  const map = compile(DEFAULT_MAP);
  expect(map.stages.map(({ number, id, codes }) => `${number} ${id}: ${codes.join(' ')}`)).toMatchInlineSnapshot(`
    [
      "1 awareness: 1 2 3 4",
      "2 consideration: 5 6 7 8",
      "3 basket: 9 10 11",
      "4 checkout: 12 13 14 15",
      "5 purchase: 16",
      "6 after_sale: 17 18 19",
      "7 loyalty: 20 21",
    ]
  `);
  expect(map).toMatchObject({ goal: 5, opens: [1, 2], idleMs: 2_592_000_000, sessionGapMs: 1_800_000 });
  // Stored journeys are kept under it: when this changes, every shop re-computes its history.
  expect(map.version).toMatchInlineSnapshot(`"9b01ee76bac81a43"`);
});

test('ids: the event where it is the whole rule and free, else the name, else the place', () => {
  const map = compile({
    name: 'Shop',
    goal: 'stage_2',
    stages: [
      {
        name: 'Überblick & Große Auswahl',
        touchpoints: [
          { name: 'Home', event: 'page_view', where: { path: '/' } },
          { name: 'Page', event: 'page_view' },
          { name: 'Lists', event: ['view_item_list', 'search'] },
          { name: 'Odd name', event: 'Order Completed' },
        ],
      },
      { name: '結帳', touchpoints: [{ name: '付款', event: '付款' }] },
    ],
  });
  expect(map.stages.map(({ id }) => id)).toEqual(['uberblick_grosse_auswahl', 'stage_2']);
  expect(map.touchpoints.map(({ id, code, stage }) => [id, code, stage])).toEqual([
    ['home', 1, 1],
    ['page_view', 2, 1],
    ['lists', 3, 1],
    ['odd_name', 4, 1],
    ['touchpoint_2_1', 5, 2],
  ]);
  expect(slug('  --- ')).toBe('');
});

test('rules with conditions are tried first, in the order of the map', () => {
  const map = compile({
    name: 'Shop',
    stages: [
      {
        name: 'Look',
        touchpoints: [
          { name: 'Any page', event: 'page_view' },
          { name: 'Sale', event: 'page_view', where: { path: '/s*', device: ['b', 'a'] } },
        ],
      },
      { name: 'Purchase', touchpoints: [{ name: 'Home', event: 'page_view', where: { path: '/' } }] },
    ],
  });
  expect(map.touchpoints.map(({ name }) => name)).toEqual(['Sale', 'Home', 'Any page']);
  expect(map.touchpoints[0]?.where).toEqual([
    { key: 'device', patterns: ['b', 'a'] },
    { key: 'path', patterns: ['/s*'] },
  ]);
  expect(map.opens).toEqual([1]);
});

test('the version follows what stored journeys depend on, and only that', () => {
  const base = compile(DEFAULT_MAP).version;
  const [first, ...rest] = DEFAULT_MAP.stages;
  if (first === undefined) throw new Error('The default map has stages.');
  expect(compile({ ...DEFAULT_MAP, name: 'Other', window: '3d' }).version).toBe(base);
  expect(compile({ ...DEFAULT_MAP, stages: [{ ...first, name: 'Awareness!', owner: 'Ada' }, ...rest] }).version).toBe(
    base,
  );
  const changed = [
    compile({ ...DEFAULT_MAP, idle: '29d' }),
    compile({ ...DEFAULT_MAP, session_gap: '20m' }),
    compile({ ...DEFAULT_MAP, session_on_campaign: false }),
    compile({ ...DEFAULT_MAP, opens: ['awareness'] }),
    compile({ ...DEFAULT_MAP, goal: 'checkout' }),
    compile({ ...DEFAULT_MAP, stages: [{ ...first, touchpoints: first.touchpoints.slice(1) }, ...rest] }),
    compile({ ...DEFAULT_MAP, stages: [{ ...first, touchpoints: first.touchpoints.toReversed() }, ...rest] }),
  ].map(({ version }) => version);
  expect(new Set([base, ...changed]).size).toBe(changed.length + 1);
  expect(hash64('')).toBe('cbf29ce484222325');
});

test('a map that cannot be is refused with the sentence of the check', () => {
  expect(() => compile({ ...DEFAULT_MAP, goal: 'nowhere' })).toThrow(/The goal is "nowhere", which is no stage/);
});

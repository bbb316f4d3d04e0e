import { DEFAULT_MAP, type Flow, journeyMapSchema } from '@desirepath/schema';
import { expect, test } from 'vitest';
import { compileMap } from '../map/compile-map.ts';
import { type LogCase, logConformance } from './log-conformance.ts';
import { mapModel } from './map-model.ts';
import { checkProcessModel, type LogModel } from './process-model.ts';

function model(flow: Flow): LogModel {
  const checked = checkProcessModel({ name: 'Claim', flow });
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
  return checked.model;
}
const log = (...cases: string[]): LogCase[] =>
  cases.map((text, i) => ({ id: `case ${i + 1}`, activities: text === '' ? [] : text.split(' ') }));
const ALL = { limit: 100, byCase: true };

test('a log is aligned with a process model', () => {
  const claim = model(['register', { parallel: ['cover', 'damage'] }, { choice: ['pay', 'reject'] }]);
  const result = logConformance(
    claim,
    log('register damage cover pay', 'register cover damage reject', 'register cover pay', 'register archive', ''),
    ALL,
  );
  expect(result).toMatchObject({
    cases: 5,
    events: 13,
    variants: 5,
    shortest: 4,
    cost: 9,
    complete: true,
    left_out: [],
  });
  expect(result.by_case?.map(({ cost }) => cost)).toEqual([0, 0, 1, 4, 4]);
  expect(result.fitness).toEqual({
    average: expect.closeTo((1 + 1 + 6 / 7 + 2 / 6 + 0) / 5, 12),
    log: expect.closeTo(1 - 9 / (13 + 5 * 4), 12),
    designed: 2,
  });
  expect(result.deviations.map(({ kind, touchpoint, cases, moves }) => [kind, touchpoint, cases, moves])).toEqual([
    ['early_exit', 'register', 1, 4],
    ['early_exit', 'cover', 1, 3],
    ['skipped', 'damage', 1, 1],
    ['inserted', 'archive', 1, 1],
  ]);
  expect(result.desire_paths).toEqual([{ touchpoints: ['register', 'archive'], cases: 1, share: 0.2 }]);
  const limited = logConformance(claim, log('pay', 'register', 'x', 'x'), { limit: 1, byCase: false });
  expect(limited.list).toHaveLength(1);
  expect(limited.list[0]).toMatchObject({ touchpoints: ['x'], cases: 2, share: 0.5, cost: 5, fitness: 0 });
  expect(limited.left_out).toContainEqual({ what: 'variants', count: 2 });
  expect(limited.by_case).toBeUndefined();
});

test('an empty log has no fitness, and a model that asks for nothing fits nothing', () => {
  const nothing = model({ silent: true });
  expect(logConformance(nothing, [], ALL).fitness).toEqual({ average: null, log: null, designed: 0 });
  expect(logConformance(nothing, log(''), ALL).fitness).toEqual({ average: 1, log: 1, designed: 1 });
});

test('activities of a journey map are known by id, name and event', () => {
  const shop = mapModel(compileMap(journeyMapSchema.parse(DEFAULT_MAP)));
  const ways = [
    'page_view view_item add_to_cart begin_checkout purchase',
    'email_open page_view select_item view_item',
  ];
  const { by_case, list } = logConformance(shop, log(...ways), ALL);
  expect(by_case?.map(({ cost }) => cost)).toEqual([0, 3]);
  expect(list.map(({ touchpoints }) => touchpoints[0]).sort()).toEqual(['email_click', 'page_view']);
  expect(shop.symbolOf('Order placed')).toBe(shop.symbolOf('purchase'));
});

test('a process model that cannot be used is told why', () => {
  const told = (input: unknown): string[] => {
    const checked = checkProcessModel(input);
    return 'problems' in checked ? checked.problems.map(({ path, message }) => `${path} | ${message}`) : [];
  };
  let deep: unknown = 'a';
  for (let i = 0; i < 10_000; i++) deep = [deep];
  expect([
    told([]),
    told({ flwo: 'a' }),
    told({ flow: ['a', { paralel: ['b'] }, { choice: [] }, { loop: 'a', redo: 3 }, 7, {}, { silent: false }, ''] }),
    told({ flow: { loop: 'a', optional: 'b' } }),
    told({ flow: 'a', name: '' }),
    told({ flow: deep }),
    told({ flow: { parallel: Array.from({ length: 13 }, (_, i) => `a${i}`) } }),
  ]).toMatchInlineSnapshot(`
    [
      [
        " | A process model is a group of fields: "flow", and if you like "name".",
      ],
      [
        "flwo | The process model has the unknown field "flwo"; did you mean "flow"?",
        "flow | The process model has no "flow"; write its blocks there.",
      ],
      [
        "flow[1].paralel | The process model: "flow[1]" has the unknown block "paralel"; did you mean "parallel"?",
        "flow[2].choice | The process model: "flow[2].choice" is an empty list; name at least one block, or leave it out.",
        "flow[3].redo | The process model: "flow[3].redo" is 3; write a name, a list, or a block such as { choice: [a, b] }.",
        "flow[4] | The process model: "flow[4]" is 7; write a name, a list, or a block such as { choice: [a, b] }.",
        "flow[5] | The process model: "flow[5]" is an empty block; write one of sequence, choice, optional, loop, parallel, silent in it.",
        "flow[6] | The process model: "flow[6].silent" is false; write true there.",
        "flow[7] | The process model: "flow[7]" is empty; write a name there.",
      ],
      [
        "flow | The process model: "flow" is "loop" and "optional" at once; put one of them into a block of its own.",
      ],
      [
        "name | The process model: "name": Too small: expected string to have >=1 characters; correct it.",
      ],
      [
        "flow | The process model: "flow" has more than 50 blocks inside one another; flatten it.",
      ],
      [
        "flow | A parallel block of 13 branches (2 x 2 x 2 x 2 x 2 x 2 x 2 x 2 x 2 x 2 x 2 x 2 x 2 states) needs 8192 states, and a flow may have 4096; put some of its branches one after the other.",
      ],
    ]
  `);
});

import { DEFAULT_MAP } from '@desirepath/schema';
import { expect, test } from 'vitest';
import { checkMap } from './check-map.ts';

const stage = (name: string, event: unknown, more: object = {}) => ({
  name,
  touchpoints: [{ name: `${name} page`, event }],
  ...more,
});
const shop = (more: object = {}, ...stages: object[]) => ({
  name: 'Shop',
  goal: 'purchase',
  stages: stages.length > 0 ? stages : [stage('Consideration', 'view_item'), stage('Purchase', 'purchase')],
  ...more,
});
const problems = (input: unknown): string[] => {
  const checked = checkMap(input);
  return 'problems' in checked ? checked.problems.map(({ path, message }) => `${path} | ${message}`) : [];
};

test('the default map and a small one are in order', () => {
  expect(problems(DEFAULT_MAP)).toEqual([]);
  expect(problems(shop())).toEqual([]);
});

test('a wrong form of a segment is told with what it may have', () => {
  const segments = [{ id: 'Red', name: 'Red ones', filter: { devic: ['mobile'], size: ['l'] }, wher: {} }];
  expect(problems(shop({ segments }))).toEqual([
    'segments[0].id | Segment 1 "Red ones": "id" is "Red"; it must be lower-case letters, digits, - and _.',
    'segments[0].filter.devic | Segment 1 "Red ones" has the unknown field "devic" in "filter"; did you mean "device"?',
    'segments[0].filter.size | Segment 1 "Red ones" has the unknown field "size" in "filter"; it may have device, channel, source, campaign, country, browser, os, landing, returning.',
    'segments[0].wher | Segment 1 "Red ones" has the unknown field "wher"; did you mean "where"?',
  ]);
});

test('a wrong form is told field by field', () => {
  expect(problems(null)).toMatchInlineSnapshot(`
    [
      " | A map is a group of fields such as "name" and "stages", but this is empty.",
    ]
  `);
  expect(problems('stages')).toMatchInlineSnapshot(`
    [
      " | A map is a group of fields such as "name" and "stages", but this is "stages".",
    ]
  `);
  expect(problems({ name: 'Shop' })).toMatchInlineSnapshot(`
    [
      "stages | The map has no "stages"; write a list there.",
    ]
  `);
  expect(problems(shop({ stges: [], idle: 30, window: 'a week', goal: 'Purchase!' }))).toMatchInlineSnapshot(`
    [
      "goal | The map: "goal" is "Purchase!"; it must be lower-case letters, digits, - and _.",
      "idle | The map: "idle" is 30; write a text there.",
      "window | The map: "window" is "a week"; it must be a duration such as 30m, 36h, 7d or 2w.",
      "stges | The map has the unknown field "stges"; did you mean "stages"?",
    ]
  `);
  expect(
    problems(
      shop(
        {},
        stage('Basket', 7, { owners: 'me', target: { conversion: 1.5, tme: '1h' } }),
        { name: '', touchpoints: [] },
        { name: 'Purchase', touchpoints: [{ name: 'Paid', wher: {} }, { name: 'Thanks', event: [] }, 'purchase'] },
        stage('Loyalty', ['review', 3]),
      ),
    ),
  ).toMatchInlineSnapshot(`
    [
      "stages[0].touchpoints[0].event | Touchpoint 1 "Basket page" of stage 1 "Basket": "event" is 7; write a text or a list of texts.",
      "stages[0].target.conversion | Stage 1 "Basket": "target.conversion" is 1.5; it must be at most 1.",
      "stages[0].target.tme | Stage 1 "Basket" has the unknown field "tme" in "target"; did you mean "time"?",
      "stages[0].owners | Stage 1 "Basket" has the unknown field "owners"; did you mean "owner"?",
      "stages[1].name | Stage 2: "name" is empty; write something there.",
      "stages[1].touchpoints | Stage 2: "touchpoints" has 0 entries; give it at least 1.",
      "stages[2].touchpoints[0].event | Touchpoint 1 "Paid" of stage 3 "Purchase" has no "event"; write a text or a list of texts there.",
      "stages[2].touchpoints[0].wher | Touchpoint 1 "Paid" of stage 3 "Purchase" has the unknown field "wher"; did you mean "where"?",
      "stages[2].touchpoints[1].event | Touchpoint 2 "Thanks" of stage 3 "Purchase": "event" has 0 entries; give it at least 1.",
      "stages[2].touchpoints[2] | Touchpoint 3 of stage 3 "Purchase" is "purchase"; write a group of fields there.",
      "stages[3].touchpoints[0].event[1] | Touchpoint 1 "Loyalty page" of stage 4 "Loyalty": "event[1]" is 3; write a text there.",
    ]
  `);
});

test('names and ids that are there twice', () => {
  expect(
    problems(
      shop(
        {},
        stage('Awareness', 'page_view'),
        stage('Consideration', 'view_item'),
        stage('Basket', 'add_to_cart'),
        stage('Checkout', 'begin_checkout'),
        stage('Purchase', 'purchase'),
        stage('Checkout', 'review_order'),
      ),
    ),
  ).toMatchInlineSnapshot(`
    [
      "stages[5].name | Stage 4 and stage 6 are both called "Checkout"; give one of them another name.",
    ]
  `);
  expect(
    problems(
      shop({}, stage('After sale', 'delivery'), stage('After-sale', 'review'), {
        name: 'Purchase',
        touchpoints: [
          { name: 'A', id: 'paid', event: 'a' },
          { name: 'B', id: 'paid', event: 'b' },
        ],
      }),
    ),
  ).toMatchInlineSnapshot(`
    [
      "stages[1].id | Stage 1 and stage 2 both have the id "after_sale"; give one of them another "id".",
      "stages[2].touchpoints[1].id | Touchpoint "A" of stage 3 and touchpoint "B" of stage 3 both have the id "paid"; give one of them another "id".",
    ]
  `);
});

test('a goal or an opening that is no stage', () => {
  expect(problems(shop({ goal: 'purchas' }))).toMatchInlineSnapshot(`
    [
      "goal | The goal is "purchas", which is no stage of the map; did you mean "purchase"? (its stages are "consideration" and "purchase").",
    ]
  `);
  expect(problems(shop({ goal: 'consideration' }))).toMatchInlineSnapshot(`
    [
      "goal | The goal is stage 1 "Consideration", so there is no way to it; name a later stage, or put stages before it.",
    ]
  `);
  expect(problems(shop({ opens: ['consideration', 'discovery'] }))).toMatchInlineSnapshot(`
    [
      "opens[1] | "opens" names "discovery", which is no stage of the map; its stages are "consideration" and "purchase".",
    ]
  `);
});

test('rules that can never match, and conditions that events do not have', () => {
  expect(
    problems(
      shop(
        {},
        stage('Awareness', ['page_view', 'search']),
        stage('Consideration', 'search'),
        stage('Purchase', 'purchase'),
      ),
    ),
  ).toMatchInlineSnapshot(`
    [
      "stages[1].touchpoints[0].event | Touchpoint "Consideration page" of stage 2 never gets the event "search", because "Awareness page" of stage 1 is tried before and takes them all; take the event out of one of the two, or narrow it with "where".",
    ]
  `);
  const where = (value: object) => [{ name: 'Sale', event: 'page_view', where: value }];
  expect(
    problems(
      shop(
        {},
        { name: 'A', touchpoints: where({ path: ['/sale', '/sale/*'] }) },
        {
          name: 'B',
          touchpoints: [...where({ path: '/sale', device: 'mobile' }), ...where({ pth: '/', 'props.x': '*' })],
        },
        stage('Purchase', 'purchase'),
      ),
    ),
  ).toMatchInlineSnapshot(`
    [
      "stages[1].touchpoints[1].id | Touchpoint "Sale" of stage 1, touchpoint "Sale" of stage 2 and touchpoint "Sale" of stage 2 all have the id "sale"; give one of them another "id".",
      "stages[1].touchpoints[1].where.pth | Touchpoint "Sale" of stage 2 has the condition "pth", which events do not have; did you mean "path"? (It can be path, host, channel, source, medium, campaign, device or props.<name>.)",
      "stages[1].touchpoints[0].event | Touchpoint "Sale" of stage 2 never gets the event "page_view", because "Sale" of stage 1 is tried before and takes them all; take the event out of one of the two, or narrow it with "where".",
    ]
  `);
  // A rule without conditions comes last, so it takes only what is left.
  expect(
    problems(
      shop(
        {},
        stage('Awareness', 'page_view'),
        { name: 'B', touchpoints: where({ path: '/' }) },
        stage('Purchase', 'purchase'),
      ),
    ),
  ).toEqual([]);
});

test('a target time that is longer than the window, and too many touchpoints', () => {
  expect(
    problems(
      shop({ window: '7d' }, stage('Basket', 'add_to_cart', { target: { time: '2w' } }), stage('Purchase', 'purchase')),
    ),
  ).toMatchInlineSnapshot(`
    [
      "stages[0].target.time | Stage 1 "Basket" has the target time 2w, but a journey that takes longer than its window, 7d, counts as dropped; shorten the target or lengthen "window".",
    ]
  `);
  const many = Array.from({ length: 120 }, (_, i) => ({ name: `T${i}`, event: `e${i}` }));
  expect(problems(shop({}, { name: 'Many', touchpoints: many }, stage('Purchase', 'purchase')))).toMatchInlineSnapshot(`
    [
      "stages | The map has 121 touchpoints, and the most is 120; join some by listing several event names under one "event".",
    ]
  `);
});

test('flows are checked: their form, their names, their size', () => {
  const flow = (of: unknown, ofStage?: unknown) =>
    problems(
      shop(
        { flow: of },
        stage('Consideration', 'view_item', ofStage === undefined ? {} : { flow: ofStage }),
        stage('Purchase', 'purchase'),
      ),
    );
  expect(flow(['consideration', { loop: 'view_item', redo: 'consideration' }, 'purchase'], 'view_item')).toEqual([]);
  expect([
    flow(['consideration', { chioce: ['purchase'] }]),
    flow('purchse'),
    flow('purchase', ['view_item', 'purchase']),
    flow('purchase', { optional: null }),
    flow('purchase', { parallel: Array.from({ length: 8 }, () => ['view_item', { silent: true }, 'view_item']) }),
  ]).toMatchInlineSnapshot(`
    [
      [
        "flow[1].chioce | The map: "flow[1]" has the unknown block "chioce"; did you mean "choice"?",
      ],
      [
        "flow | The flow of the map names "purchse", which it does not have; did you mean "purchase"?",
      ],
      [
        "stages[0].flow[1] | The flow of stage 1 "Consideration" names "purchase", which it does not have; there are "view_item".",
      ],
      [
        "stages[0].flow.optional | Stage 1 "Consideration": "flow.optional" is empty; write a name, a list, or a block such as { choice: [a, b] }.",
      ],
      [
        "stages[0].flow | A parallel block of 8 branches (3 x 3 x 3 x 3 x 3 x 3 x 3 x 3 states) needs 6561 states, and a flow may have 4096; put some of its branches one after the other.",
      ],
    ]
  `);
});

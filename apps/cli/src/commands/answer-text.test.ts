import type { Answer } from '@desirepath/schema';
import { expect, it } from 'vitest';
import { answerText } from './answer-text.ts';

const common = {
  site: 'shop',
  period: { from: null, to: null },
  map_version: 'b',
  complete: true,
  left_out: [],
};
const retention = (more: object): Answer =>
  ({
    plan: 'retention',
    ...common,
    cohorts: [
      {
        from: '2026-03-02',
        persons: 4,
        returned: [
          { after: 0, persons: 2, share: 0.5, interval: [0.1, 0.9], whole: true },
          { after: 1, persons: 1, share: 0.25, interval: [0, 0.7], whole: false },
        ],
      },
    ],
    ...more,
  }) as unknown as Answer;

it('says what its marks mean', () => {
  expect(answerText(retention({}))).toBe(
    ['From        persons      +0       +1', '2026-03-02        4  50.0 %  25.0 %*', '* not over yet'].join('\n'),
  );
});

it('tells paths that go on beyond the depth, and those that may still go on', () => {
  const paths = [
    { touchpoints: ['page_view', 'purchase'], count: 3, share: 0.6, conversion: 1, open: 0 },
    { touchpoints: ['page_view', 'search', '(beyond)'], count: 2, share: 0.4, conversion: 0.5, open: 1 },
  ];
  const left_out = [{ what: 'ends of paths beyond the depth', count: 2 }];
  const text = answerText({ plan: 'paths', ...common, complete: false, left_out, journeys: 5, paths });
  expect(text.split('\n').slice(2)).toEqual([
    expect.stringMatching(/^page_view > search > \(beyond\) +2 +40\.0 % +1 +50\.0 %$/),
    'Left out: 2 ends of paths beyond the depth.',
  ]);
});

it.each([
  [0, 0, 'while `desirepath serve` runs.'],
  [1000, 2500, 'while `desirepath serve` runs (1 000 of 2 500 visitors).'],
])('says that the map before a change has answered (%i of %i)', (done, total, end) => {
  const text = answerText(retention({ recomputing: { map_version: 'c', answering: 'b', done, total } }));
  expect(text.split('\n').at(-1)).toContain('Answered by the map before the change');
  expect(text.replaceAll('\u202f', ' ').replaceAll('\u00a0', ' ').endsWith(end)).toBe(true);
});

it('tells a segment of a funnel with its trend and its time to convert', () => {
  const step = { optional: false, share_of_first: 1, share_of_previous: 1, interval: [0.5, 1], dropped: 0 };
  const steps = [{ ...step, step: ['view_item'], count: 3, median_ms: null }];
  const trend = [{ from: '2026-03-02', counts: [3] }];
  const time = {
    converted: 3,
    open: 0,
    median_ms: 60_000,
    p90_ms: 60_000,
    share: 1,
    interval: [0.5, 1],
    aware_median_ms: 60_000,
    aware_p90_ms: 60_000,
    horizon_ms: 3_600_000,
    histogram: [],
  };
  const answer = {
    ...common,
    ...{ plan: 'funnel', by: 'journey', order: 'ordered', steps, trend, time_to_convert: time },
    segments: [
      { segment: 'mobile', steps, trend, time_to_convert: time },
      { segment: '', steps },
    ],
    ...{ persons: [], total: 0, next: null },
  } as unknown as Answer;
  const [, mobile = '', unknown = ''] = answerText(answer).split(/\nmobile\n|\n\(unknown\)\n/);
  expect(mobile).toMatch(/view_item.*From the first step to the last: 3 converted.*2026-03-02 +3/s);
  expect(unknown.split('From the first step').length).toBe(2);
});

const eur = { currency: 'EUR', amount: 12, other: [{ currency: 'USD', amount: 340.5 }] };

it('says how many weeks of a cohort it does not show', () => {
  const week = (after: number) => ({ after, persons: 1, share: 0.25, interval: [0, 0.7], whole: true });
  const cohorts = [{ from: '2026-03-02', persons: 4, returned: Array.from({ length: 16 }, (_, after) => week(after)) }];
  expect(answerText(retention({ cohorts }))).toMatch(/\+11\n.*\nAnd 4 more columns, which --json tells\.$/);
});

it('tells of stages who skipped them and came back, the 90th percentile, and other currencies', () => {
  const stage = {
    number: 1,
    id: 'look',
    name: 'Look',
    entered: 1234,
    advanced: 900,
    dropped: 300,
    open: 34,
    skipped: 17,
  };
  const more = { looped_back: 23, conversion: 0.75, interval: [0.7, 0.8], time_ms: { median: 60_000, p90: 7_200_000 } };
  const stages = [{ ...stage, ...more, target: null, experience: null }];
  const answer = { plan: 'stages', ...common, journeys: 5, orders: 2, revenue: eur, stages, segments: [] };
  const text = answerText(answer as unknown as Answer);
  expect(text).toBe(
    [
      '5 journeys, 2 orders worth 12.00 EUR and 340.50 USD.',
      'Stage   entered  advanced  dropped  open  skipped  looped back  conversion         95 %',
      '1 Look    1 234       900      300    34       17           23      75.0 %  70.0-80.0 %',
      '',
      'Stage   median time  90th percentile',
      '1 Look      1.0 min            2.0 h',
    ]
      .join('\n')
      .replaceAll('1 234', text.match(/1.234/)?.[0] ?? ''),
  );
});

it('tells the links of a flow, those most walked, and how many more there are', () => {
  const node = { touchpoint: 'a', stage: 1, count: 30, dropped: 3, open: 2, beyond: 25, conversion: 0.5 };
  const links = Array.from({ length: 23 }, (_, i) => ({
    step: 1,
    from: 'a',
    to: `t${i}`,
    count: i + 1,
    conversion: 0.5,
  }));
  const text = answerText({ plan: 'flow', ...common, nodes: [{ step: 1, ...node }], links } as unknown as Answer);
  expect(text).toMatch(/still open +beyond +conversion\n1 +a +30 +3 +2 +25 +50\.0 %/);
  expect(text).toMatch(/\n1 +a +t22 +23 +50\.0 %\n/);
  expect(text).not.toMatch(/ t2 /);
  expect(text.endsWith('\nAnd 3 more links, which --json tells.')).toBe(true);
});

it('says how many more touchpoints journeys start and end at', () => {
  const ends = (count: number) => Array.from({ length: count }, (_, i) => ({ touchpoint: `t${i}`, share: 0.05 }));
  const text = answerText({
    plan: 'graph',
    ...common,
    edges: [],
    starts: ends(12),
    ends: ends(10),
  } as unknown as Answer);
  expect(text).toMatch(/start at: .*t9 5\.0 % and 2 more\nJourneys end at: .*t9 5\.0 %$/);
});

it('tells the ways that are not listed by the furthest stage they reached', () => {
  const went = { journeys: 9, share: 0.5, open: 4, conversion: 0.25 };
  const list = [{ touchpoints: ['a', 'b'], stages: [1, 1], ...went, orders: 1, value: eur }];
  const tail = [
    { furthest: 0, variants: 2, ...went },
    { furthest: 3, variants: 4, ...went },
  ];
  const text = answerText({ plan: 'variants', ...common, list, tail } as unknown as Answer);
  expect(text).toMatch(
    /a > b .* 12\.00 and 340\.50 USD\n\nAll others.*\n\(none\) +2 +9 .*\nstage 3 +4 +9 +50\.0 % +4 +25\.0 %$/,
  );
});

it('tells variants beside deviations and desire paths', () => {
  const variant = { open: false, journeys: 3, share: 0.1, conversion: 1, cost: 2, fitness: 0.75 };
  const list = Array.from({ length: 11 }, (_, i) => ({ ...variant, touchpoints: ['a', `t${i}`], open: i === 1 }));
  const fitness = { average: 0.5, log: 0.5, designed: 1 };
  const answer = { plan: 'conformance', ...common, journeys: 9, open: 1, variants: 11, fitness, deviations: [] };
  const text = answerText({ ...answer, desire_paths: [], list, caveats: ['Too large.'] } as unknown as Answer);
  expect(text).toMatch(/\na > t0 +3 +10\.0 % +100\.0 % +2 +0\.750\na > t1 … .*/);
  expect(text).toMatch(/… still open\nAnd 1 more variants, which --json tells\.\nToo large\.$/);
});

it.each([
  [{ plan: 'stages', journeys: 0, orders: 0, revenue: eur, stages: [], segments: [] }, 'No journeys fit the question'],
  [{ plan: 'graph', journeys: 0, edges: [], starts: [], ends: [] }, 'No journeys fit the question'],
  [
    { plan: 'sessions', sessions: 0, visitors: 0, events: 0, duration_ms: {}, list: [] },
    'No sessions fit the question',
  ],
  [{ plan: 'surveys', surveys: [] }, 'No survey was shown or answered in the period.'],
])('says so in a sentence where there is nothing to tell: %j', (answer, words) => {
  const text = answerText({ ...common, ...answer } as unknown as Answer);
  expect(text).toContain(words);
  expect(text.split('\n')).toHaveLength(1);
});

it('names a value of the filter that no journey has, beside the answer', () => {
  const unknown_values = [
    { dimension: 'device', value: 'moblie', known: ['mobile'] },
    { dimension: 'campaign', value: 'summer', known: ['spring', ''] },
    { dimension: 'os', value: 'x', known: [] },
  ];
  const text = answerText({ ...common, plan: 'graph', journeys: 0, unknown_values } as unknown as Answer);
  expect(text.split('\n').slice(1)).toEqual([
    'No journey has the device "moblie", at any time; there is "mobile".',
    'No journey has the campaign "summer", at any time; there are "spring", "".',
    'No journey has the os "x", at any time.',
  ]);
});

it('writes large amounts in groups, and one of a kind in the singular', () => {
  const revenue = { currency: 'EUR', amount: 1_234_567.8, other: [{ currency: 'USD', amount: -0.5 }] };
  const answer = { plan: 'stages', ...common, journeys: 1, orders: 1, revenue, stages: [], segments: [] };
  const text = answerText(answer as unknown as Answer).replaceAll(/[\u202f\u00a0]/g, ' ');
  expect(text.split('\n')[0]).toBe('1 journey, 1 order worth 1 234 567.80 EUR and -0.50 USD.');
});

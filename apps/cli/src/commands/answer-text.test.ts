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

it('tells paths that go on beyond the depth', () => {
  const paths = [
    { touchpoints: ['page_view', 'purchase'], count: 3, share: 0.6, conversion: 1 },
    { touchpoints: ['page_view', 'search', '(beyond)'], count: 2, share: 0.4, conversion: 1 },
  ];
  const left_out = [{ what: 'ends of paths beyond the depth', count: 2 }];
  const text = answerText({ plan: 'paths', ...common, complete: false, left_out, journeys: 5, paths });
  expect(text.split('\n').slice(2)).toEqual([
    expect.stringContaining('page_view > search > (beyond)'),
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

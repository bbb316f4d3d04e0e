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

it.each([
  [0, 0, 'while `desirepath serve` runs.'],
  [1000, 2500, 'while `desirepath serve` runs (1 000 of 2 500 visitors).'],
])('says that the map before a change has answered (%i of %i)', (done, total, end) => {
  const text = answerText(retention({ recomputing: { map_version: 'c', answering: 'b', done, total } }));
  expect(text.split('\n').at(-1)).toContain('Answered by the map before the change');
  expect(text.replaceAll('\u202f', ' ').replaceAll('\u00a0', ' ').endsWith(end)).toBe(true);
});

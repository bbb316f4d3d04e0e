import { expect, it } from 'vitest';
import { inputFault } from './input-fault.ts';
import { planSchema } from './plan.ts';

function faultOf(input: unknown) {
  const checked = planSchema.safeParse(input);
  if (checked.success) throw new Error('It was expected to be wrong.');
  return inputFault(checked.error, input);
}

it('names the field inside a union that came nearest', () => {
  expect(faultOf({ plan: 'stages', period: { last: '7x' } })).toEqual({
    path: ['period', 'last'],
    message: 'must be a duration such as 30m, 36h, 7d or 2w',
    value: '7x',
  });
});

it('says what kinds there are where the kind is wrong', () => {
  const { path, message } = faultOf({ plan: 'stage' });
  expect(path).toEqual(['plan']);
  expect(message).toMatch(/^must be one of sessions, funnel, stages, .*compare_maps$/);
});

it('names a field that does not exist', () => {
  expect(faultOf({ plan: 'stages', filter: { colour: ['red'] } })).toMatchObject({
    path: ['filter', 'colour'],
    message: 'there is no such field',
  });
});

it.each([
  [{ plan: 'funnel' }, ['steps'], 'is missing and must be a list'],
  [{ plan: 'funnel', steps: [] }, ['steps'], 'must have at least 1 of them'],
  [{ plan: 'funnel', steps: ['a'], by: 'cow' }, ['by'], 'must be one of journey, person, session'],
  [
    { plan: 'funnel', steps: ['a'], attribution: 'both' },
    ['attribution'],
    'must be one of first, last, or must be a number',
  ],
  [
    { plan: 'funnel', steps: ['a'], show: { step: 1, from: 'monday' } },
    ['show', 'from'],
    'must be a day such as 2026-03-01, or must be a moment such as 2026-03-01T00:00:00Z',
  ],
  [
    { plan: 'stages', period: { from: '2026-03-01' } },
    ['period', 'from'],
    'must be a moment such as 2026-03-01T00:00:00Z',
  ],
  [
    { plan: 'stages', period: { last: '7d', from: '2026-03-01T00:00:00Z' } },
    ['period'],
    'cannot have "last" and "from" at once',
  ],
  [
    { plan: 'stages', period: '7d' },
    ['period'],
    'must be such as { "last": "7d" } or { "from": "2026-03-01T00:00:00Z" }',
  ],
  [{ plan: 'funnel', stps: ['a'] }, ['stps'], 'there is no such field, and "steps" is missing'],
  [{ plan: 'stages', where: [{ tochpoint: 'a', evnt: {} }] }, ['where', 0, 'tochpoint'], 'there is no such field'],
  [{ plan: 'paths', depth: 100 }, ['depth'], 'must be at most 20'],
  [{ plan: 'graph', collapse: 'yes' }, ['collapse'], 'must be true or false'],
])('says in words what would be right: %j', (input, path, message) => {
  expect(faultOf(input)).toMatchObject({ path, message });
});

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

it('names a field that does not exist', () => {
  expect(faultOf({ plan: 'stages', filter: { colour: ['red'] } })).toMatchObject({
    path: ['filter', 'colour'],
    message: 'there is no such field',
  });
});

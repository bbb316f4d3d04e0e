import { expect, it } from 'vitest';
import { remembering } from './remembering.ts';

it('works an answer out once, and again when it was forgotten', () => {
  const asked: string[] = [];
  const shout = remembering((text: string) => {
    asked.push(text);
    return text.toUpperCase();
  }, 4);
  expect(['a', 'b', 'a', '', ''].map(shout)).toEqual(['A', 'B', 'A', '', '']);
  expect(asked).toEqual(['a', 'b', '']);
  expect(['c', 'd', 'e', 'b'].map(shout)).toEqual(['C', 'D', 'E', 'B']);
  expect(asked).toEqual(['a', 'b', '', 'c', 'd', 'e', 'b']);
});

it('keeps no long text', () => {
  let asked = 0;
  const length = remembering((text: string) => {
    asked += 1;
    return text.length;
  });
  expect([length('x'.repeat(501)), length('x'.repeat(501)), asked]).toEqual([501, 501, 2]);
});

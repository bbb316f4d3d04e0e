import { expect, test } from 'vitest';
import { surveySchema } from './survey.ts';

const fault = (input: unknown) => surveySchema.safeParse(input).error?.issues[0]?.message;

test('a survey says when it is asked, in one way', () => {
  const survey = { name: 'a', kind: 'nps' };
  expect(fault({ ...survey, after: 'purchase' })).toBeUndefined();
  expect(fault({ ...survey, leaving: ['/checkout*'], unless: 'purchase' })).toBeUndefined();
  expect(fault(survey)).toBe('a survey says either "after" (events) or "leaving" (paths)');
  expect(fault({ ...survey, after: 'purchase', leaving: '/x' })).toBe(
    'a survey says either "after" (events) or "leaving" (paths)',
  );
});

test("a question of one's own has to be written", () => {
  const survey = { name: 'a', kind: 'question', after: 'purchase' };
  expect(fault(survey)).toMatch(/needs its question/);
  expect(fault({ ...survey, texts: { en: { choices: { yes: 'Yes' } } } })).toMatch(/needs its question/);
  expect(fault({ ...survey, texts: { en: { question: 'Why?' } } })).toBeUndefined();
});

test('what it does not know, it says', () => {
  expect(fault({ name: 'a', kind: 'csat', after: 'purchase', oneIn: 4 })).toMatch(/oneIn/);
  expect(fault({ name: 'a b', kind: 'csat', after: 'purchase' })).toMatch(/letters, digits/);
});

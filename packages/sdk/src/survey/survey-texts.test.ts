import { expect, test } from 'vitest';
import { textsOf } from './survey-texts.ts';

const texts = { de: { question: 'Wie war es?' }, 'de-CH': { question: 'Wie war es, gell?' }, fr: { send: 'Envoyer' } };

test.each([
  ['de', 'de', 'Wie war es?'],
  ['de-AT', 'de', 'Wie war es?'],
  ['de-CH', 'de-CH', 'Wie war es, gell?'],
  ['fr-FR', 'fr', 'How was your order?'],
  ['nl', 'de', 'Wie war es?'],
  ['', 'de', 'Wie war es?'],
])('on a page in "%s" it speaks %s', (language, spoken, question) => {
  expect(textsOf({ name: 'a', kind: 'csat', texts }, language)).toMatchObject({ language: spoken, question });
});

test('without texts of its own it speaks English, and asks what its kind asks', () => {
  expect(textsOf({ name: 'a', kind: 'nps' }, 'nl')).toMatchObject({
    language: 'en',
    question: 'How likely are you to recommend us?',
    send: 'Send',
  });
  expect(textsOf({ name: 'a', kind: 'csat', texts: { en: { send: 'Off it goes' } } }, 'en-GB')).toMatchObject({
    question: 'How was your order?',
    send: 'Off it goes',
  });
});

import { describe, expect, test } from 'vitest';
import type { Survey } from './survey.ts';
import { dueAt, type Holds, isDrawn, isResting, noteShown, TURN } from './survey-rules.ts';

const NOW = 1_732_222_222_000;
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const after: Survey = { name: 'after_purchase', kind: 'csat', after: 'purchase' };
const exit: Survey = { name: 'exit', kind: 'question', leaving: ['*/delivery.html', '/checkout/*'] };

/** What each of these happenings, `event path` a minute apart, means to a survey. */
function meanings(survey: Survey, happenings: string[], holds: Holds = {}, tab = 't1'): (boolean | undefined)[] {
  return happenings.map((one, at) => {
    const [event = '', path = '/'] = one.split(' ');
    return dueAt(survey, event, path, tab, holds, NOW + at * MINUTE);
  });
}

describe('after an event', () => {
  test('due at that event and at no other', () => {
    expect(meanings(after, ['page_view /thanks', 'purchase /thanks', ' /thanks'])).toEqual([
      undefined,
      true,
      undefined,
    ]);
    const several = { ...after, after: ['purchase', 'sign_up'] };
    expect(meanings(several, ['sign_up', 'login', 'purchase'])).toEqual([true, undefined, true]);
  });

  test('on its paths only, in which * stands for any characters and nothing else is special', () => {
    const here = { ...after, path: ['/de/*', '/thank.you', '*#/done'] };
    const paths = ['/de/', '/de/a/b', '/fr/de/', '/thank.you', '/thankxyou', '/x#/done', '/x#/done/no'];
    expect(paths.map((path) => meanings(here, [`purchase ${path}`])[0] ?? false)).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
  });
});

describe('leaving the checkout', () => {
  test('due on the first page outside, and no more once the shopper is back or has ordered', () => {
    expect(
      meanings(exit, [
        'page_view /',
        'page_view /shop/delivery.html',
        'page_view /checkout/payment',
        'page_view /basket',
        'page_view /checkout/payment',
        'page_view /thanks',
        'purchase /thanks',
        'page_view /',
      ]),
    ).toEqual([false, false, false, true, false, true, false, false]);
  });

  test('due when the pointer turns away inside of it, not outside or before', () => {
    expect(meanings(exit, [' /checkout/a', 'page_view /checkout/a', ' /checkout/a', ' /basket'])).toEqual([
      undefined,
      false,
      true,
      undefined,
    ]);
    expect(dueAt(exit, TURN, '/checkout/a', 't1', { 'exit@t1': NOW + 1 }, NOW)).toBe(true);
  });

  test('a tab beside it does not leave it, and after half an hour nobody is on the way any more', () => {
    const holds: Holds = {};
    meanings(exit, ['page_view /checkout/a'], holds);
    expect(meanings(exit, ['page_view /'], holds, 't2')).toEqual([false]);
    expect(dueAt(exit, 'page_view', '/', 't1', holds, NOW + 29 * MINUTE)).toBe(true);
    expect(dueAt(exit, 'page_view', '/', 't1', holds, NOW + 31 * MINUTE)).toBe(false);
  });

  test('what makes leaving no loss can be named', () => {
    const named = { ...exit, unless: ['generate_lead', 'purchase'] };
    expect(meanings(named, ['page_view /checkout/a', 'generate_lead /x', 'page_view /'])).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('who is asked', () => {
  test('one in n, over many draws', () => {
    let asked = 0;
    for (let i = 0; i < 1000; i++) if (isDrawn({ ...after, one_in: 4 }, {}, NOW, i / 1000)) asked++;
    expect(asked).toBe(250);
    expect(isDrawn(after, {}, NOW, 0.999999)).toBe(true);
  });

  test('who was not drawn is not drawn for again within a day, for this survey', () => {
    const holds: Holds = {};
    expect(isDrawn({ ...after, one_in: 4 }, holds, NOW, 0.9)).toBe(false);
    expect(isDrawn({ ...after, one_in: 4 }, holds, NOW + DAY - 1, 0)).toBe(false);
    expect(isDrawn(exit, holds, NOW, 0)).toBe(true);
    expect(isDrawn({ ...after, one_in: 4 }, holds, NOW + DAY, 0)).toBe(true);
  });

  test('who was asked rests: a day from all, ninety from the same, or as long as it says', () => {
    const holds: Holds = { 'after_purchase@t1': NOW + 1 };
    noteShown(after, 't1', holds, NOW);
    expect(isResting(exit, holds, NOW + DAY - 1)).toBe(true);
    expect(isResting(exit, holds, NOW + DAY)).toBe(false);
    expect(isResting(after, holds, NOW + 90 * DAY - 1)).toBe(true);
    expect(isResting(after, holds, NOW + 90 * DAY)).toBe(false);
    noteShown({ ...after, rest_days: 7 }, 't1', holds, NOW);
    expect(isResting(after, holds, NOW + 7 * DAY)).toBe(false);
    expect(holds['after_purchase@t1']).toBe(0);
  });
});

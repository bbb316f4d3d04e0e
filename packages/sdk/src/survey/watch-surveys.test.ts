import { expect, test } from 'vitest';
import { fakeWindow } from '../../test/fake-window.ts';
import type { Desirepath } from '../desirepath.ts';
import { watchSurveys } from './watch-surveys.ts';

test('what waits for a tag that has not begun is left alone', () => {
  const window = fakeWindow();
  Object.assign(window.document, { adoptedStyleSheets: [] });
  const waiting = [['event', 'early']];
  window.desirepath = Object.assign(() => {}, { q: waiting }) as unknown as Desirepath;
  watchSurveys(window);
  expect(waiting).toEqual([['event', 'early']]);
  expect(waiting.push).toBe([].push);
});

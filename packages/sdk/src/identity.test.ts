import { expect, test } from 'vitest';
import { type FakeWindow, fakeWindow } from '../test/fake-window.ts';
import { identities } from './identity.ts';
import { keeper } from './keeper.ts';

const COOKIE = 'visitor-of-cookie';
const visitorOf = (window: FakeWindow): string | undefined =>
  identities(
    window,
    keeper(window, 'localStorage'),
    keeper(window, 'sessionStorage'),
    () => 'new-visitor',
    undefined,
  )._at(Date.UTC(2026, 0, 1), '').visitor;
/** Begins with the moment, so that ids are in the order in which visitors first came. */
const NEW = 'mjuohs00new-visitor';

test.each([
  [`dp=${COOKIE}`, COOKIE],
  [`a=1; dp=${COOKIE}; b=dp=other-visitor`, COOKIE],
  [`xdp=other-visitor; x-dp=other-visitor; dp=${COOKIE}`, COOKIE],
  ['', NEW],
  ['xdp=other-visitor', NEW],
  ['dp=', NEW],
  ['dp=no id', NEW],
  ['dp=short', NEW],
])('the visitor of a browser with the cookie "%s" and nothing stored', (cookie, expected) => {
  const window = fakeWindow();
  window.document.cookie = cookie;
  expect(visitorOf(window)).toBe(expected);
});

test('what is stored comes before the cookie, unless it is no id', () => {
  const window = fakeWindow();
  window.document.cookie = `dp=${COOKIE}`;
  window.localStorage.setItem('dp', JSON.stringify({ v: 'visitor-of-storage' }));
  expect(visitorOf(window)).toBe('visitor-of-storage');
  window.document.cookie = `dp=${COOKIE}`;
  window.localStorage.setItem('dp', JSON.stringify({ v: '<b>' }));
  expect(visitorOf(window)).toBe(COOKIE);
});

import { expect, it } from 'vitest';
import { withoutClickIds } from './click-ids.ts';

it.each([
  ['https://s.example/?gclid=abc', 'https://s.example/'],
  ['https://s.example/a?gclid=abc&size=40', 'https://s.example/a?size=40'],
  ['https://s.example/a?size=40&fbclid=abc#top', 'https://s.example/a?size=40#top'],
  ['/a?x=1&MSCLKID=abc&y=2', '/a?x=1&y=2'],
  ['/a?next=%2Fb%3Fgclid%3Dabc&size=40', '/a?next=%2Fb%3Fgclid%3D&size=40'],
  ['/a?utm_source=google&q=clid', '/a?utm_source=google&q=clid'],
])('%s', (text, clean) => {
  expect(withoutClickIds(text)).toBe(clean);
});

import { expect, test } from 'vitest';
import { collectorUrl } from './collector-url.ts';

const SCRIPT = 'https://shop.example/assets/shop.js';

test.each([
  [undefined, SCRIPT, 'https://shop.example/assets/v1/events'],
  ['', `${SCRIPT}?v=1`, 'https://shop.example/assets/v1/events'],
  [undefined, `${SCRIPT}?from=/a/b`, 'https://shop.example/assets/v1/events'],
  [undefined, 'https://collect.example/dp.js', 'https://collect.example/v1/events'],
  ['https://collect.example', SCRIPT, 'https://collect.example/v1/events'],
  ['https://collect.example/', SCRIPT, 'https://collect.example/v1/events'],
  ['https://collect.example/below//', SCRIPT, 'https://collect.example/below/v1/events'],
  ['/collect', SCRIPT, '/collect/v1/events'],
])('with endpoint "%s" and script "%s"', (endpoint, script, expected) =>
  expect(collectorUrl(endpoint, script)).toBe(expected),
);

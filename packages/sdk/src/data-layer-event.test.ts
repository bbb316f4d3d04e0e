import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dataLayerEvent } from './data-layer-event.ts';

const items = [{ item_id: 'A', price: 3 }];
const args = function (..._: unknown[]) {
  // biome-ignore lint/complexity/noArguments: gtag pushes its arguments object
  return arguments;
};

test.each<[string, unknown, unknown]>([
  [
    'GA4 through a tag manager',
    { event: 'add_to_cart', ecommerce: { currency: 'EUR', value: 3, items } },
    ['add_to_cart', { currency: 'EUR', value: 3, items }],
  ],
  [
    'parameters beside ecommerce, steering left out',
    {
      event: 'purchase',
      list: 'a',
      ecommerce: { value: 3 },
      'gtm.uniqueEventId': 4,
      eventCallback: () => {},
      eventTimeout: 5,
    },
    ['purchase', { list: 'a', value: 3 }],
  ],
  ['flat', { event: 'search', search_term: 'linen' }, ['search', { search_term: 'linen' }]],
  ['the arguments of gtag', args('event', 'view_item', { value: 3, send_to: 'G-1' }), ['view_item', { value: 3 }]],
  ['an array in the form of gtag', ['event', 'login'], ['login', {}]],
])('finds the event: %s', (_, entry, expected) => expect(dataLayerEvent(entry)).toEqual(expected));

test.each<[unknown]>([
  [{ event: 'gtm.js', 'gtm.start': 1 }],
  [{ event: 'gtm.click' }],
  [{ event: 'page_view' }],
  [{ ecommerce: null }],
  [{ event: 5 }],
  [args('config', 'G-1', {})],
  [args('js', new Date())],
  [() => {}],
  ['event'],
  [null],
  [undefined],
])('finds none in %o', (entry) => expect(dataLayerEvent(entry)).toBeUndefined());

test('never throws', () => {
  fc.assert(fc.property(fc.anything(), (entry) => void dataLayerEvent(entry)));
  fc.assert(fc.property(fc.anything(), (ecommerce) => void dataLayerEvent({ event: 'x', ecommerce })));
});

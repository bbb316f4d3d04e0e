import { expect, test } from 'vitest';
import { shopifyEvent } from './shopify-event.ts';

const variant = {
  id: '41',
  sku: 'LAMP-7-B',
  title: 'Black',
  price: { amount: 19.9, currencyCode: 'EUR' },
  product: { id: '7', title: 'Desk lamp', vendor: 'Fieldhouse', type: 'Lamps', untranslatedTitle: 'Desk lamp' },
};
const item = {
  item_id: 'LAMP-7-B',
  item_name: 'Desk lamp',
  item_brand: 'Fieldhouse',
  item_category: 'Lamps',
  item_variant: 'Black',
  price: 19.9,
};
const cartLine = { cost: { totalAmount: { amount: 39.8, currencyCode: 'EUR' } }, merchandise: variant, quantity: 2 };
const checkout = {
  currencyCode: 'EUR',
  token: 'c0ffee',
  order: null,
  lineItems: [{ title: 'Desk lamp', quantity: 2, variant }],
  totalPrice: { amount: 42.8, currencyCode: 'EUR' },
  totalTax: { amount: 6.83, currencyCode: 'EUR' },
  shippingLine: { price: { amount: 3, currencyCode: 'EUR' } },
  discountApplications: [
    { type: 'AUTOMATIC', title: 'Autumn' },
    { type: 'DISCOUNT_CODE', title: 'WELCOME' },
  ],
};
const bought = { currency: 'EUR', value: 42.8, coupon: 'WELCOME', items: [{ ...item, quantity: 2 }] };

test.each([
  ['page_viewed', {}, ['page_view', {}]],
  ['product_viewed', { productVariant: variant }, ['view_item', { currency: 'EUR', value: 19.9, items: [item] }]],
  [
    'collection_viewed',
    { collection: { id: '3', title: 'Lamps', productVariants: [variant] } },
    ['view_item_list', { item_list_id: '3', item_list_name: 'Lamps', items: [item] }],
  ],
  [
    'search_submitted',
    { searchResult: { query: 'oak', productVariants: [] } },
    ['search', { search_term: 'oak', results: 0 }],
  ],
  [
    'product_added_to_cart',
    { cartLine },
    ['add_to_cart', { currency: 'EUR', value: 39.8, items: [{ ...item, quantity: 2 }] }],
  ],
  [
    'product_removed_from_cart',
    { cartLine },
    ['remove_from_cart', { currency: 'EUR', value: 39.8, items: [{ ...item, quantity: 2 }] }],
  ],
  [
    'cart_viewed',
    { cart: { cost: { totalAmount: { amount: 79.6, currencyCode: 'EUR' } }, lines: [cartLine, cartLine] } },
    [
      'view_cart',
      {
        currency: 'EUR',
        value: 79.6,
        items: [
          { ...item, quantity: 2 },
          { ...item, quantity: 2 },
        ],
      },
    ],
  ],
  ['checkout_started', { checkout }, ['begin_checkout', bought]],
  ['checkout_shipping_info_submitted', { checkout }, ['add_shipping_info', bought]],
  ['payment_info_submitted', { checkout }, ['add_payment_info', bought]],
  [
    'checkout_completed',
    { checkout: { ...checkout, order: { id: '5001' } } },
    ['purchase', { ...bought, transaction_id: '5001', tax: 6.83, shipping: 3 }],
  ],
])('%s', (name, data, expected) => {
  expect(shopifyEvent({ name, data })).toEqual(expected);
});

test('an order without an id yet is known by its checkout', () => {
  expect(shopifyEvent({ name: 'checkout_completed', data: { checkout } })?.[1].transaction_id).toBe('c0ffee');
});

test('what GA4 has no name for is left out, and what is not there does no harm', () => {
  for (const event of [
    {},
    { name: 'clicked' },
    { name: 'constructor' },
    { name: 'product_viewed' },
    { name: 'cart_viewed', data: { cart: null } },
  ]) {
    expect(shopifyEvent(event)).toBeUndefined();
  }
  expect(shopifyEvent({ name: 'checkout_completed', data: { checkout: {} } })).toEqual(['purchase', { items: [] }]);
});

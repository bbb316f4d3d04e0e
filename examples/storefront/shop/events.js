// The shop speaks GA4 into `dataLayer`, as shops with a tag manager do. It knows nothing of who listens.
import { CURRENCY, cents } from './money.js';

/** A line of `items[]`. */
export const item = (product, quantity = 1, more = {}) => ({
  item_id: product.id,
  item_name: product.name,
  item_category: product.category,
  price: product.price,
  quantity,
  ...more,
});

/** Pushes an e-commerce event; its value is the sum of its items unless `more` says otherwise. */
export function shopEvent(event, items, more = {}) {
  const value = cents(items.reduce((sum, { price, quantity }) => sum + price * quantity, 0));
  push({ ecommerce: null });
  push({ event, ecommerce: { currency: CURRENCY, value, items, ...more } });
}

/** Pushes an event without goods. */
export const plainEvent = (event, params) => push({ event, ...params });

function push(entry) {
  window.dataLayer = window.dataLayer || [];
  window.dataLayer.push(entry);
}

import { item, shopEvent } from './events.js';
import { cents } from './money.js';
import { productOf } from './products.js';
import { store, stored } from './stored.js';

/** `{ product, quantity }` of everything in the basket. */
export const lines = () =>
  Object.entries(stored('basket', {}))
    .map(([id, quantity]) => ({ product: productOf(id), quantity }))
    .filter(({ product, quantity }) => product !== undefined && quantity > 0);

export const count = () => lines().reduce((sum, { quantity }) => sum + quantity, 0);
export const subtotal = () => cents(lines().reduce((sum, { product, quantity }) => sum + product.price * quantity, 0));
export const basketItems = () => lines().map(({ product, quantity }) => item(product, quantity));

/** Puts more or fewer of a product into the basket, and says so. */
export function change(product, by) {
  const basket = stored('basket', {});
  const before = basket[product.id] ?? 0;
  const after = Math.max(0, before + by);
  if (after === 0) delete basket[product.id];
  else basket[product.id] = after;
  store('basket', basket);
  if (after > before) shopEvent('add_to_cart', [item(product, after - before)]);
  if (after < before) shopEvent('remove_from_cart', [item(product, before - after)]);
  dispatchEvent(new Event('basket'));
}

export function empty() {
  store('basket', undefined);
  dispatchEvent(new Event('basket'));
}

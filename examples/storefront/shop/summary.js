import { lines, subtotal } from './basket.js';
import { deliveryCost } from './delivery-ways.js';
import { byId } from './html.js';
import { cents, money } from './money.js';

/** Draws the order so far into `#summary`. */
export function summary(cost = deliveryCost()) {
  byId('summary').innerHTML = `<h2>Your order</h2>
    <ul>${lines()
      .map(
        ({ product, quantity }) =>
          `<li>${product.picture}<span>${quantity} × ${product.name}</span><span>${money(product.price * quantity)}</span></li>`,
      )
      .join('')}</ul>
    <dl><dt>Goods</dt><dd>${money(subtotal())}</dd><dt>Delivery</dt><dd>${cost === 0 ? 'free' : money(cost)}</dd>
    <dt class="total">Total</dt><dd class="total">${money(cents(subtotal() + cost))}</dd></dl>`;
}

/** Checkout without goods makes no sense: back to the basket, which says so. @returns whether there are goods */
export function needsGoods() {
  if (lines().length > 0) return true;
  location.replace('basket.html');
  return false;
}

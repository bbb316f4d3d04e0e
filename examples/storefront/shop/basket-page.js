import { basketItems, change, lines, subtotal } from './basket.js';
import { shopEvent } from './events.js';
import { byId } from './html.js';
import { layout } from './layout.js';
import { money } from './money.js';
import { productOf } from './products.js';

function draw() {
  const goods = lines();
  const missing = 60 - subtotal();
  byId('basket').innerHTML =
    goods.length === 0
      ? '<p class="empty">Nothing in it yet. <a href="list.html">Have a look around</a>.</p>'
      : `<ul class="lines">${goods
          .map(
            ({ product, quantity }) => `<li>
          <a href="product.html?id=${product.id}" tabindex="-1" aria-hidden="true">${product.picture}</a>
          <div><a href="product.html?id=${product.id}">${product.name}</a><p class="small">${product.short}</p>
            <div class="quantity" role="group" aria-label="Pieces of ${product.name}">
              <button type="button" data-product="${product.id}" data-by="-1" aria-label="One fewer">−</button>
              <span aria-live="polite">${quantity}</span>
              <button type="button" data-product="${product.id}" data-by="1" aria-label="One more">+</button>
              <button type="button" class="link" data-product="${product.id}" data-by="${-quantity}">Remove</button>
            </div></div>
          <span class="amount">${money(product.price * quantity)}</span></li>`,
          )
          .join('')}</ul>
        <aside class="summary" aria-label="Sum"><dl><dt class="total">Goods</dt><dd class="total">${money(subtotal())}</dd></dl>
          <p class="small">${missing > 0 ? `${money(missing)} more, and delivery is free.` : 'Delivery is free.'}</p>
          <a class="button" href="delivery.html">Check out</a></aside>`;
}

layout();
draw();
if (lines().length > 0) shopEvent('view_cart', basketItems());
addEventListener('basket', draw);
byId('basket').addEventListener('click', (event) => {
  const button = event.target.closest('[data-by]');
  if (!button) return;
  const { product, by } = button.dataset;
  change(productOf(product), Number(by));
  // Drawn anew: keyboard users stay where they were.
  document.querySelector(`[data-product="${product}"][data-by="${by}"]`)?.focus();
});

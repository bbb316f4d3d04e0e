import { empty } from './basket.js';
import { shopEvent } from './events.js';
import { byId, text } from './html.js';
import { layout } from './layout.js';
import { money } from './money.js';
import { store, stored } from './stored.js';

const order = stored('order');
if (order && !order.announced) {
  // Before everything else, and once: a reloaded page is no second order.
  shopEvent('purchase', order.items, { transaction_id: order.id, value: order.value, shipping: order.shipping });
  store('order', { ...order, announced: true });
  empty();
}
layout();
byId('thanks').innerHTML = order
  ? `<p class="tick" aria-hidden="true">✓</p><h1>Thank you, it is on its way</h1>
     <p>Order <strong>${text(order.id)}</strong> for <strong>${money(order.value)}</strong>. ${text(order.way)}.</p>
     <ul>${order.goods.map((line) => `<li>${text(line)}</li>`).join('')}</ul>
     <p><a class="button" href="index.html">Back to the shop</a></p>
     <p class="small">Changed your mind? <a href="help.html" data-dp="return_help" data-dp-place="thank-you">How to send it back</a></p>`
  : '<h1>No order yet</h1><p>When you have ordered something, it is shown here. <a href="list.html">Have a look around</a>.</p>';

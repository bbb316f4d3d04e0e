import { basketItems, lines, subtotal } from './basket.js';
import { chosenWay, deliveryCost } from './delivery-ways.js';
import { plainEvent, shopEvent } from './events.js';
import { byId } from './html.js';
import { layout } from './layout.js';
import { cents } from './money.js';
import { store } from './stored.js';
import { needsGoods, summary } from './summary.js';

layout();
if (needsGoods()) {
  summary();
  const form = byId('payment');
  const way = () => new FormData(form).get('way');
  form.addEventListener('change', () => {
    byId('card').hidden = way() !== 'card';
    for (const input of byId('card').querySelectorAll('input')) input.required = way() === 'card';
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const declined = way() === 'card' && /0000$/.test(String(new FormData(form).get('number')).replace(/\s/g, ''));
    byId('declined').hidden = !declined;
    if (declined) {
      plainEvent('payment_failed', { payment_type: way(), reason: 'declined' });
      form.elements.number.focus();
      return;
    }
    shopEvent('add_payment_info', basketItems(), { payment_type: way() });
    const shipping = deliveryCost();
    store('order', {
      id: `FH${Date.now().toString(36).toUpperCase()}`,
      goods: lines().map(({ product, quantity }) => `${quantity} × ${product.name}`),
      items: basketItems(),
      value: cents(subtotal() + shipping),
      shipping,
      way: chosenWay().name,
      announced: false,
    });
    location.href = 'thank-you.html';
  });
}

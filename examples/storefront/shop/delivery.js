import { customer } from './account.js';
import { basketItems, subtotal } from './basket.js';
import { chosenWay, deliveryCost, WAYS } from './delivery-ways.js';
import { shopEvent } from './events.js';
import { byId } from './html.js';
import { layout } from './layout.js';
import { money } from './money.js';
import { store, stored } from './stored.js';
import { needsGoods, summary } from './summary.js';

layout();
if (needsGoods()) {
  const form = byId('delivery');
  byId('ways').insertAdjacentHTML(
    'beforeend',
    WAYS.map((way) => {
      const cost = way.cost(subtotal());
      return `<label class="choice"><input type="radio" name="way" value="${way.id}"${way === chosenWay() ? ' checked' : ''}>
        <span>${way.name}</span><span class="amount">${cost === 0 ? 'free' : money(cost)}</span></label>`;
    }).join(''),
  );
  const fill = () => {
    const known = { email: customer()?.email, ...stored('delivery', {}) };
    for (const input of form.querySelectorAll('input:not([type=radio])')) input.value ||= known[input.name] ?? '';
  };
  fill();
  addEventListener('customer', fill);
  summary();
  const wayOf = () => WAYS.find(({ id }) => id === new FormData(form).get('way'));
  form.addEventListener('change', () => summary(deliveryCost(wayOf())));
  shopEvent('begin_checkout', basketItems());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    store('delivery', Object.fromEntries(new FormData(form)));
    shopEvent('add_shipping_info', basketItems(), { shipping_tier: wayOf().id });
    location.href = 'payment.html';
  });
}

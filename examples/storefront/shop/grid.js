import { item, shopEvent } from './events.js';
import { byId } from './html.js';
import { money } from './money.js';

/** Draws products as cards into `#products`, and says that they were seen and which one was chosen. */
export function grid(products, list) {
  const line = (product) => item(product, 1, { index: products.indexOf(product), item_list_name: list });
  byId('products').innerHTML = products
    .map(
      ({ id, name, short, price, picture }) => `
      <li><a class="card" href="product.html?id=${id}" data-id="${id}">${picture}
        <span class="card-name">${name}</span><span class="card-price">${money(price)}</span>
        <span class="card-short">${short}</span></a></li>`,
    )
    .join('');
  if (products.length > 0) shopEvent('view_item_list', products.map(line), { item_list_name: list });
  byId('products').addEventListener('click', (event) => {
    const id = event.target.closest('[data-id]')?.dataset.id;
    const product = products.find((one) => one.id === id);
    if (product) shopEvent('select_item', [line(product)], { item_list_name: list });
  });
}

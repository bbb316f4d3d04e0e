import { change } from './basket.js';
import { item, shopEvent } from './events.js';
import { grid } from './grid.js';
import { byId } from './html.js';
import { layout } from './layout.js';
import { money } from './money.js';
import { productOf, products } from './products.js';

layout();
const product = productOf(new URLSearchParams(location.search).get('id'));
if (product === undefined) {
  byId('product').innerHTML = '<p>We do not have this any more. <a href="list.html">See what there is</a>.</p>';
  grid(products().slice(0, 4), 'Instead');
} else {
  document.title = `${product.name} | Fieldhouse`;
  byId('crumb').textContent = product.category;
  byId('crumb').href = `list.html?category=${product.category}`;
  byId('product').innerHTML = `
    <div class="product-picture">${product.picture}</div>
    <div>
      <h1>${product.name}</h1>
      <p class="price">${money(product.price)} <span class="small">with VAT, delivery added later</span></p>
      <p>${product.text}</p>
      <p class="small">${product.short}</p>
      <form class="add" id="add">
        <label>Pieces <input name="quantity" type="number" min="1" max="20" value="1" required></label>
        <button class="button" type="submit">Add to basket</button>
      </form>
      <p class="added" id="added" role="status"></p>
      <details><summary data-dp="care_guide" data-dp-item-id="${product.id}">Care and repair</summary>
        <p>Wipe it, dry it, use it. If something breaks within ten years, we mend it.</p></details>
    </div>`;
  byId('add').addEventListener('submit', (event) => {
    event.preventDefault();
    const quantity = Number(new FormData(event.target).get('quantity'));
    change(product, quantity);
    byId('added').innerHTML = `${quantity} × ${product.name} added. <a href="basket.html">To the basket</a>`;
  });
  shopEvent('view_item', [item(product)]);
  const others = products().filter((one) => one !== product);
  const alike = others.filter(({ category }) => category === product.category);
  grid([...alike, ...others.filter((one) => !alike.includes(one))].slice(0, 4), 'Goes well with it');
}

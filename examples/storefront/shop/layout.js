import { setUpAccount } from './account.js';
import { count } from './basket.js';
import { byId, text } from './html.js';
import { CATEGORIES } from './products.js';

/** Draws what all pages share. */
export function layout() {
  const query = new URLSearchParams(location.search).get('q') ?? '';
  byId('header').innerHTML = `
    <a class="skip" href="#main">Skip to the content</a>
    <p class="ribbon">Free delivery from €60, and 30 days to change your mind</p>
    <div class="bar">
      <a class="brand" href="index.html"><img src="icon.svg" alt="" width="28" height="28">Fieldhouse</a>
      <nav class="main" aria-label="Main">
        ${CATEGORIES.map((name) => `<a href="list.html?category=${name}">${name}</a>`).join('')}
        <a href="help.html">Help</a>
      </nav>
      <form class="search" role="search" action="list.html"><input type="search" name="q" aria-label="Search the shop" placeholder="Search" value="${text(query)}" required></form>
      <div class="tools">
        <button type="button" class="link" data-account>Sign in</button>
        <a class="basket-link" href="basket.html">Basket <span class="count" id="count"></span></a>
      </div>
    </div>`;
  byId('footer').innerHTML = `
    <p><strong>Fieldhouse</strong> is not a real shop: it shows what a journey looks like. Buy as much as you like.</p>
    <p><a href="help.html">Help</a> · <a href="list.html">All things</a> · <a href="index.html#newsletter" data-dp="newsletter" data-dp-place="footer">Letter from the workshop</a></p>`;
  const recount = () => {
    const pieces = count();
    byId('count').textContent = pieces;
    byId('count').setAttribute('aria-label', pieces === 1 ? '1 piece' : `${pieces} pieces`);
  };
  recount();
  addEventListener('basket', recount);
  // A page out of the back/forward cache shows the basket as it is now.
  addEventListener('pageshow', recount);
  setUpAccount();
}

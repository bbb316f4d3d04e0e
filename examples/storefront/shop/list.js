import { plainEvent } from './events.js';
import { grid } from './grid.js';
import { byId } from './html.js';
import { layout } from './layout.js';
import { CATEGORIES, findProducts, products } from './products.js';

layout();
const asked = new URLSearchParams(location.search);
const words = asked.get('q')?.trim() ?? '';
const category = CATEGORIES.find((name) => name === asked.get('category'));
const shown = words ? findProducts(words) : products().filter((product) => !category || product.category === category);
const title = words ? `Search: ${words}` : (category ?? 'All things');

byId('list-title').textContent = title;
document.title = `${title} | Fieldhouse`;
byId('categories').innerHTML = ['', ...CATEGORIES]
  .map((name) => {
    const current = !words && name === (category ?? '') ? ' aria-current="page"' : '';
    return `<a href="list.html${name && `?category=${name}`}"${current}>${name || 'All'}</a>`;
  })
  .join('');
byId('found').textContent =
  shown.length === 0
    ? 'Nothing by that name. Try “linen”, “oak” or “candle”, or look through all things.'
    : `${shown.length} ${shown.length === 1 ? 'thing' : 'things'}`;
if (words) plainEvent('search', { search_term: words, results: shown.length });
grid(shown, words ? 'Search' : (category ?? 'All'));

import { plainEvent } from './events.js';
import { grid } from './grid.js';
import { byId } from './html.js';
import { layout } from './layout.js';
import { productOf } from './products.js';

layout();
byId('banner-picture').innerHTML = ['FH-03', 'FH-02', 'FH-06', 'FH-01'].map((id) => productOf(id).picture).join('');
const promotion = { promotion_id: 'autumn-table', promotion_name: 'Autumn table', creative_slot: 'home banner' };
plainEvent('view_promotion', { ecommerce: promotion });
byId('promotion').addEventListener('click', () => plainEvent('select_promotion', { ecommerce: promotion }));
grid(['FH-01', 'FH-09', 'FH-05', 'FH-07', 'FH-11', 'FH-03', 'FH-10', 'FH-06'].map(productOf), 'Favourites');

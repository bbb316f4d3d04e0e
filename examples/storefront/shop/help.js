import { byId } from './html.js';
import { layout } from './layout.js';

layout();
byId('contact').addEventListener('click', () => {
  byId('written').textContent = 'This shop has no post box, but thank you for writing.';
});

// Signing in: the shop tells the tag who is here, by its own customer number and never by the e-mail address.
import { plainEvent } from './events.js';
import { byId } from './html.js';
import { store, stored } from './stored.js';

// Calls made before the tag is there wait in a queue that it carries out.
window.desirepath ??= function queue() {
  queue.q ??= [];
  // biome-ignore lint/complexity/noArguments: the tag expects calls as they were made
  queue.q.push(arguments);
};

export const customer = () => stored('customer');

/** A shop with a server would look the number up; this one derives it, the same in every browser. */
function customerNumber(email) {
  let hash = 0x811c9dc5;
  for (const character of email.trim().toLowerCase()) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193);
  return `C-${(hash >>> 0).toString(36).toUpperCase().padStart(7, '0')}`;
}

/** The dialog in which shoppers sign in and out; elements with `data-account` open it. */
export function setUpAccount() {
  const dialog = document.createElement('dialog');
  dialog.className = 'account';
  dialog.setAttribute('aria-labelledby', 'account-title');
  document.body.append(dialog);
  const draw = () => {
    const known = customer();
    dialog.innerHTML = known
      ? `<form method="dialog"><h2 id="account-title">Signed in</h2><p>Customer number ${known.id}</p>
         <menu><button class="button plain" value="close">Close</button><button class="button" value="out">Sign out</button></menu></form>`
      : `<form method="dialog"><h2 id="account-title">Sign in</h2><p class="small">Any address will do here, and no password is asked.</p>
         <label>E-mail <input name="email" type="email" autocomplete="email" required></label>
         <menu><button class="button plain" value="close" formnovalidate>Cancel</button><button class="button" value="in">Sign in</button></menu></form>`;
    for (const opener of document.querySelectorAll('.tools [data-account]'))
      opener.textContent = known ? 'Account' : 'Sign in';
    const note = byId('sign-in-note');
    if (note) note.hidden = Boolean(known);
  };
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'in') {
      const email = new FormData(dialog.querySelector('form')).get('email');
      const id = customerNumber(email);
      store('customer', { id, email });
      window.desirepath('identify', id);
      plainEvent('login', { method: 'email' });
      dispatchEvent(new Event('customer'));
    }
    if (dialog.returnValue === 'out') {
      store('customer', undefined);
      window.desirepath('reset');
    }
    draw();
  });
  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-account]')) return;
    draw();
    dialog.returnValue = '';
    dialog.showModal();
  });
  draw();
  // Said on every page; the tag knows whether it is news.
  if (customer()) window.desirepath('identify', customer().id);
}

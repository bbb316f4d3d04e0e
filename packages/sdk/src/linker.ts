import type { Browser, Listen } from './browser.ts';
import { targetOf } from './target-of.ts';

/** A visitor who came over from another of the shop's domains. */
export type Linked = [visitor: string, session: string];

/** How long a link says who follows it, ms: long enough for a slow page, too short to be passed on. */
const VALID = 120_000;

/**
 * Reads, and takes out of the address, what {@link watchLinks} wrote on the other domain. The visitor is believed only
 * within two minutes, and only where the page that the browser names as the one before stands on one of `domains`.
 * @returns ids as they came: they are still to be checked for being ids
 */
export function readLink(window: Browser, domains: readonly string[]): Linked | false | undefined {
  const { location, history, document } = window;
  if (!location.search.includes('_dp=')) return undefined;
  let given = '';
  // As text: a URL would write all other parameters anew, and what is signed must stay as it was.
  const href = location.href.replace(/([?&])_dp=([^&#]*)(&?)/, (_, before, ids, after) => {
    given = ids;
    return after && before;
  });
  history.replaceState(history.state, '', href);
  const [visitor, session, time] = given.split('.') as [string, string, string];
  const { referrer } = document;
  const known = !referrer || isOurs(new URL(referrer), domains);
  return known && Math.abs(Date.now() - Number.parseInt(time, 36)) < VALID && [visitor, session];
}

/**
 * Lets a shopper who follows a link, or sends a form, to another of the shop's domains be the same visitor there.
 * @param domains host names, those below them included
 * @param link the visitor and session of this moment; undefined without consent
 */
export function watchLinks(
  window: Browser,
  listen: Listen,
  domains: readonly string[],
  link: () => Linked | undefined,
): void {
  const decorate = (event: Event): void => {
    const one = targetOf(event).closest('a,form');
    const name = one?.localName === 'a' ? 'href' : 'action';
    const given = one?.getAttribute(name);
    if (!given) return;
    const url = new URL(given, window.document.baseURI);
    const ids = url.host !== window.location.host && isOurs(url, domains) && link();
    if (!ids) return;
    const query = url.search.replace(/[?&]_dp=[^&]*/, '');
    url.search = `${query && `${query}&`}_dp=${ids.join('.')}.${Date.now().toString(36)}`;
    one?.setAttribute(name, url.href);
  };
  if (domains.length) for (const type of ['click', 'auxclick', 'submit']) listen(window, type, decorate);
}

function isOurs({ hostname }: URL, domains: readonly string[]): boolean {
  return domains.some((domain) => `.${hostname}`.endsWith(`.${domain}`));
}

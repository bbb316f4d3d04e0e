import type { Browser, Listen } from './browser.ts';

/**
 * Calls `view` for every page the shopper sees: the one loaded, those that a single-page shop moves to (Navigation API,
 * else a wrapped History API), and one that comes back out of the back/forward cache. A page in a hidden tab counts when it is first seen.
 *
 * The same URL again is no page view, nor is `replaceState` that changes only the query, nor a fragment unless `hash` is set.
 * @param undo gets what takes the wrapping away again
 */
export function watchPageViews(
  window: Browser,
  listen: Listen,
  undo: (() => void)[],
  hash: boolean | undefined,
  view: () => void,
): void {
  const { document, location } = window;
  // Older browsers have none, whatever the type library says.
  const navigation = window.navigation as Navigation | undefined;
  let waiting = false;
  let lastPath = '';
  let lastUrl = '';

  const see = (): void => {
    waiting = document.hidden;
    if (!waiting) view();
  };
  const move = (replaced?: boolean): void => {
    const path = location.pathname + (hash ? location.hash : '');
    const url = path + location.search;
    const moved = replaced ? path !== lastPath : url !== lastUrl;
    lastPath = path;
    lastUrl = url;
    if (moved) see();
  };

  listen(document, 'visibilitychange', () => {
    if (waiting) see();
  });
  listen<PageTransitionEvent>(window, 'pageshow', (event) => {
    if (event.persisted) see();
  });
  move();

  if (navigation) {
    listen<NavigationCurrentEntryChangeEvent>(navigation, 'currententrychange', (event) =>
      move(event.navigationType === 'replace'),
    );
    return;
  }
  const { history } = window;
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = history[method];
    const wrapped: History['pushState'] = (...args) => {
      original.apply(history, args);
      move(method === 'replaceState');
    };
    // Not assigned: a page may have frozen it.
    Reflect.set(history, method, wrapped);
    undo.push(() => {
      if (history[method] === wrapped) history[method] = original;
    });
  }
  listen(window, 'popstate', () => move());
}

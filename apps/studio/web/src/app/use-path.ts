import { useSyncExternalStore } from 'react';

const CHANGED = 'desirepath:address';

/** The query that each page was left with, by its path. */
const left = new Map<string, string>();

/** The path of the page that is shown. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

/** The query of the page that is shown. */
export function useSearch(): string {
  return useSyncExternalStore(subscribe, () => location.search);
}

/** Shows another address without loading the document again; the browser's Back leads to where it was. */
export function goTo(address: string): void {
  const { pathname, search } = location;
  if (address === pathname + search) return;
  left.set(pathname, search);
  history.pushState(null, '', address);
  window.dispatchEvent(new Event(CHANGED));
}

/** The address of another page as it was left; of the page that is shown, as it is opened first. */
export function addressOf(path: string): string {
  return path === location.pathname ? path : path + (left.get(path) ?? '');
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('popstate', changed);
  window.addEventListener(CHANGED, changed);
  return () => {
    window.removeEventListener('popstate', changed);
    window.removeEventListener(CHANGED, changed);
  };
}

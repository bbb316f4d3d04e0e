import type { Browser } from './browser.ts';

/** What the names of stored events begin with. */
export const PREFIX = 'dp.';

/** Web storage that may be missing, forbidden or full: then it keeps nothing, and says nothing about it. */
export interface Keeper {
  _get(key: string): string | null;
  /** Null removes. */
  _set(key: string, value: string | null): void;
  /** Names that begin with {@link PREFIX}. */
  _keys(): string[];
}

/** @param area none for what keeps nothing; read anew each time, because merely naming it throws where storage is forbidden */
export function keeper(window: Browser, area: 'localStorage' | 'sessionStorage' | ''): Keeper {
  const attempt = <T>(work: (storage: Storage) => T, otherwise: T): T => {
    try {
      return area ? work(window[area]) : otherwise;
    } catch {
      return otherwise;
    }
  };
  return {
    _get: (key) => attempt((storage) => storage.getItem(key), null),
    _set: (key, value) =>
      attempt((storage) => (value === null ? storage.removeItem(key) : storage.setItem(key, value)), undefined),
    _keys: () => attempt((storage) => Object.keys(storage).filter((key) => key.startsWith(PREFIX)), []),
  };
}

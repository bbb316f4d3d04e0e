import type { Browser } from './browser.ts';

/** Web storage that may be missing, forbidden or full: then it keeps nothing, and says nothing about it. */
export interface Keeper {
  _get(key: string): string | null | undefined;
  /** Null removes. */
  _set(key: string, value: string | null): void;
  /** Names of stored events, which begin with `dp.` and a time in ms, and of what surveys remember. */
  _keys(): string[];
}

/** @param area none for what keeps nothing; read anew each time, because merely naming it throws where storage is forbidden */
export function keeper(window: Browser, area: 'localStorage' | 'sessionStorage' | ''): Keeper {
  const attempt = <T>(work: (storage: Storage) => T): T | undefined => {
    try {
      return work(window[area as 'localStorage']);
    } catch {
      return undefined;
    }
  };
  return {
    _get: (key) => attempt((storage) => storage.getItem(key)),
    _set: (key, value) =>
      attempt((storage) => (value === null ? storage.removeItem(key) : storage.setItem(key, value))),
    _keys: () => attempt((storage) => Object.keys(storage).filter((key) => /^dp\.(\d{9}|survey)/.test(key))) ?? [],
  };
}

import type { Browser } from '../src/browser.ts';

/** Web storage: its entries are its only own keys, as in a browser. */
function fakeStorage(): Storage {
  const entries = new Map<string, string>();
  const methods: Record<string, unknown> = {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
  return new Proxy({} as Storage, {
    ownKeys: () => [...entries.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    get: (_target, key) => methods[String(key)],
  });
}

export interface FakeWindow extends Browser {
  /** Moves the clock of `setTimeout` up by this factor. */
  speed: number;
  beacons: string[];
  show(state: 'visible' | 'hidden'): void;
}

/** What a first page of a browser offers; `more` overrides it, for example with the storage of an earlier page. */
export function fakeWindow(more: { url?: string; localStorage?: object; sessionStorage?: object } = {}): FakeWindow {
  const { url = 'https://shop.example/', ...rest } = more;
  const location = new URL(url);
  const document = Object.assign(new EventTarget(), {
    hidden: false,
    referrer: '',
    title: 'Shop',
    cookie: '',
    readyState: 'complete',
  });
  const go = (_state: unknown, _title: string, to?: string): void => {
    if (to !== undefined) location.href = new URL(to, location).href;
  };
  const window = Object.assign(new EventTarget(), {
    document,
    location,
    history: { pushState: go, replaceState: go },
    navigator: {
      language: 'en',
      sendBeacon: (_to: string, body: string) => {
        window.beacons.push(body);
        return true;
      },
    },
    localStorage: fakeStorage(),
    sessionStorage: fakeStorage(),
    crypto: globalThis.crypto,
    console: globalThis.console,
    AbortSignal: globalThis.AbortSignal,
    queueMicrotask: globalThis.queueMicrotask,
    // Node keeps no connection alive past a page, and its fetch knows only that option's name.
    fetch: (to: string, options: RequestInit) => globalThis.fetch(to, options),
    setTimeout: (work: () => void, delay: number) => globalThis.setTimeout(work, delay / window.speed),
    clearTimeout: (timer: NodeJS.Timeout) => globalThis.clearTimeout(timer),
    speed: 20,
    beacons: [] as string[],
    show: (state: 'visible' | 'hidden') => {
      document.hidden = state === 'hidden';
      document.dispatchEvent(new Event('visibilitychange'));
    },
    ...rest,
  });
  return window as unknown as FakeWindow;
}

/** The page's window, as far as the tag uses it. Passed in everywhere, so that tests can pass another. */
export type Browser = Window &
  Pick<typeof globalThis, 'AbortSignal' | 'console' | 'IntersectionObserver' | 'MutationObserver'> & {
    fetchLater?: ((url: string, init: { method: string; body: string }) => unknown) | undefined;
    trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } } | undefined;
  };

/** Adds a listener that never throws into the page and that `stop` takes away again. */
export type Listen = <E extends Event>(target: EventTarget, type: string, listener: (event: E) => void) => void;

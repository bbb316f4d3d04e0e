import type { Desirepath } from './desirepath.ts';

/** The page's window, as far as the tag uses it. Passed in everywhere, so that tests can pass another. */
export type Browser = Window &
  Omit<typeof globalThis, 'desirepath' | 'dataLayer' | 'navigation'> & {
    desirepath?: Desirepath | undefined;
    dataLayer?: unknown[] | undefined;
    /** Absent in older browsers, whatever the type library says. */
    navigation?: Navigation | undefined;
    trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } } | undefined;
  };

/** Adds a listener that never throws into the page and that `stop` takes away again. */
export type Listen = <E extends Event>(target: EventTarget, type: string, listener: (event: E) => void) => void;

import type { Browser } from './browser.ts';

/**
 * Loads the second chunk when the page has loaded and has nothing else to do.
 * @param nonce of the tag itself, which a strict Content-Security-Policy asks of every script
 */
export function loadVitals(window: Browser, url: string, nonce: string): void {
  const { document } = window;
  const load = (): void => {
    try {
      const script = document.createElement('script');
      const types = window.trustedTypes;
      script.nonce = nonce;
      script.src = types
        ? types.createPolicy('desirepath', { createScriptURL: (text: string) => text }).createScriptURL(url)
        : url;
      document.head.append(script);
    } catch {
      // A policy of the page forbids it: then there are no vitals.
    }
  };
  const idle = (): void => {
    // Safari has no requestIdleCallback.
    if (window.requestIdleCallback) window.requestIdleCallback(load);
    else window.setTimeout(load, 200);
  };
  if (document.readyState === 'complete') idle();
  else window.addEventListener('load', idle, { once: true });
}

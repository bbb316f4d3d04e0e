import type { Browser } from './browser.ts';

/**
 * Loads the tag's further files when the page has loaded and has nothing else to do.
 * @param nonce of the tag itself, which a strict Content-Security-Policy asks of every script
 */
export function loadChunks(window: Browser, urls: string[], nonce: string): void {
  const { document } = window;
  const load = (): void => {
    try {
      // One policy for all: a page may forbid a second one of the same name.
      const types = window.trustedTypes?.createPolicy('desirepath', { createScriptURL: (url: string) => url });
      for (const url of urls) {
        const script = document.createElement('script');
        script.nonce = nonce;
        script.src = types ? types.createScriptURL(url) : url;
        document.head.append(script);
      }
    } catch {
      // A policy of the page forbids it: then there is only the tag itself.
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

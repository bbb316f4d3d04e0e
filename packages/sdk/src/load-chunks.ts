import type { Browser } from './browser.ts';

/**
 * Loads the tag's further files when the page has loaded and has nothing else to do.
 * @param script the tag's own element: they stand beside it, and have its nonce, which a strict Content-Security-Policy asks of every script
 */
export function loadChunks(window: Browser, { src, nonce }: HTMLScriptElement, files: readonly string[]): void {
  if (!files.length) return;
  const { document } = window;
  const load = (): void => {
    try {
      // One policy for all: a page may forbid a second one of the same name.
      const types = window.trustedTypes?.createPolicy('desirepath', { createScriptURL: (url: string) => url });
      for (const file of files) {
        const url = new URL(file, src).href;
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
    (window.requestIdleCallback ?? window.setTimeout)(load);
  };
  if (document.readyState === 'complete') idle();
  else window.addEventListener('load', idle, { once: true });
}

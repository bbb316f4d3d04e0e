import type { Browser } from './browser.ts';
import { dataLayerEvent } from './data-layer-event.ts';
import type { Params } from './ga4-events.ts';

/**
 * Adopts the events of `dataLayer`: what lies there already, and what is pushed from now on.
 * @param track must not throw: it runs inside the page's own `push`
 * @returns gives `push` back as it was, unless another tool has wrapped it since
 */
export function adoptDataLayer(window: Browser, track: (name: string, params: Params) => void): () => void {
  window.dataLayer ??= [];
  const layer = window.dataLayer;
  const adopt = (entries: unknown[]): void => {
    for (const entry of entries) {
      const event = dataLayerEvent(entry);
      if (event) track(...event);
    }
  };
  const push = layer.push;
  const adopting = (...entries: unknown[]): number => {
    const length = push.apply(layer, entries);
    adopt(entries);
    return length;
  };
  adopt(layer);
  layer.push = adopting;
  return () => {
    if (layer.push === adopting) layer.push = push;
  };
}

import type { Browser, Listen } from './browser.ts';
import type { Params } from './ga4-events.ts';

/**
 * Records clicks on elements marked `data-dp="name"`: an event `click` with `name` and the other `data-dp-*` attributes
 * as parameters (`data-dp-item-id` becomes `item_id`). `data-dp-event="add_to_cart"` names the event otherwise.
 */
export function watchClicks(window: Browser, listen: Listen, track: (name: string, params: Params) => void): void {
  listen(window.document, 'click', (event) => {
    // Inside an open shadow root `target` is the host; the path knows the element itself.
    let node = event.composedPath()[0] as Node | null;
    while (node) {
      const element = (node as Element).closest?.('[data-dp]');
      if (element) {
        const params: Params = { name: element.getAttribute('data-dp') };
        for (const { name, value } of element.attributes) {
          if (name.startsWith('data-dp-')) params[name.slice(8).replaceAll('-', '_')] = value;
        }
        const { event: named = 'click', ...rest } = params;
        return track(named as string, rest);
      }
      node = (node.getRootNode() as ShadowRoot).host;
    }
  });
}

import type { Browser, Listen } from './browser.ts';
import type { Params } from './ga4-events.ts';
import { targetOf } from './target-of.ts';

/**
 * Records clicks on elements marked `data-dp="name"`: an event `click` with `name` and the other `data-dp-*` attributes
 * as parameters (`data-dp-item-id` becomes `item_id`). `data-dp-event="add_to_cart"` names the event otherwise.
 */
export function watchClicks(window: Browser, listen: Listen, track: (name: string, params: Params) => void): void {
  listen(window.document, 'click', (event) => {
    const marked = '[data-dp]';
    // Inside a shadow root that has no mark, the host may have one.
    const element = targetOf(event).closest(marked) ?? (event.target as Element).closest(marked);
    if (!element) return;
    const params: Params = { name: element.getAttribute('data-dp') };
    for (const { name, value } of element.attributes) {
      if (name.startsWith('data-dp-')) params[name.slice(8).replaceAll('-', '_')] = value;
    }
    const { event: named } = params;
    delete params.event;
    track((named as string) ?? 'click', params);
  });
}

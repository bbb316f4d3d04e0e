import type { Browser, Listen } from './browser.ts';
import type { Params } from './ga4-events.ts';
import { targetOf } from './target-of.ts';

/**
 * Records clicks on elements marked `data-dp="name"`: an event `click` with `name` and the other `data-dp-*` attributes
 * as parameters (`data-dp-item-id` becomes `item_id`). `data-dp-event="add_to_cart"` names the event otherwise.
 * Nothing is recorded inside `data-dp-private`.
 */
export function watchClicks(window: Browser, listen: Listen, track: (name: string, params: Params) => void): void {
  listen(window.document, 'click', (clicked) => {
    // Inside a shadow root that has no mark, the host may have one.
    const element = targetOf(clicked).closest('[data-dp]') ?? (clicked.target as Element).closest('[data-dp]');
    if (!element || (clicked.target as Element).closest('[data-dp-private]')) return;
    const params: Params = { name: element.getAttribute('data-dp') };
    for (const { name, value } of element.attributes) {
      if (name.startsWith('data-dp-')) params[name.slice(8).replaceAll('-', '_')] = value;
    }
    const { event = 'click', ...others } = params;
    track(event as string, others);
  });
}

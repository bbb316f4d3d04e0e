import type { EventRow } from '@desirepath/schema';
import { eventRow, NOON, uuid } from '@desirepath/testing';
import { ADVERSARIAL } from './adversarial.ts';

const DAY = 86_400_000;

/** Two weeks of the shop, the second from {@link NOON} on. */
export const WEEK = { from: new Date(NOON).toISOString(), to: new Date(NOON + 7 * DAY).toISOString() };
/** The moment of asking: the second week is over, and no window or journey of it. */
export const ASKED_AT = NOON + 7 * DAY;

/** So many of the names are new in the second week, those in front. */
export const NEW_NAMES = 8;

/** Every third of the shoppers of the second week buys, in euros or yen. */
export const buys = (index: number): boolean => index % 3 === 0;
export const worth = (index: number) => ({ value: `${index + 1}.25`, currency: index % 2 === 0 ? 'EUR' : 'JPY' });

const item = (text: string): Partial<EventRow> => ({
  'items.id': [text],
  'items.name': [text],
  'items.brand': [text],
  'items.category': [text],
  'items.variant': [text],
  'items.price': ['1.0000'],
  'items.quantity': [1],
});

/**
 * A shopper for each nasty text, whose every word it is: visitor, person, campaign, device, property, category, order and survey.
 * They look, do one thing after another that has a nasty name, and choose. In the first week all
 * buy; in the second, when more names are new, some do, and say how it was. Five shoppers without any nasty text do nothing but look.
 */
export function nastyShop(site: string): { before: EventRow[]; after: EventRow[] } {
  let number = 0;
  const plain = (time: number) =>
    Array.from({ length: 5 }, (_, index) =>
      eventRow({ site, event_id: uuid(number++), visitor_id: `plain ${index}`, time, channel: 'direct' }),
    );
  const shopper = (text: string) => {
    const of = { site, visitor_id: text, user_id: text, device: text, browser: text, os: text };
    const from = { channel: text, source: text, medium: text, campaign: text };
    const props = text.length < 190 ? { [text]: text, text } : { text };
    return (time: number, name: string, more: Partial<EventRow> = {}) =>
      eventRow({ ...of, ...from, event_id: uuid(number++), time, name, path: text, props, ...more });
  };
  const before = ADVERSARIAL.flatMap((text, index) => {
    const does = shopper(text);
    const at = NOON - 6 * DAY + index * 60_000;
    return [
      does(at, 'page_view'),
      ...ADVERSARIAL.slice(NEW_NAMES).map((name, step) => does(at + 1000 + step, name)),
      does(at + 2000, 'view_item', item(text)),
      does(at + 3000, 'purchase', { order_id: `before ${text}`, ...worth(index) }),
    ];
  });
  const after = ADVERSARIAL.flatMap((text, index) => {
    const does = shopper(text);
    const at = NOON + DAY + index * 60_000;
    return [
      does(at, 'page_view'),
      ...ADVERSARIAL.map((name, step) => does(at + 1000 + step, name)),
      does(at + 2000, 'view_item', item(text)),
      ...(buys(index)
        ? [
            does(at + 3000, 'purchase', { order_id: text, ...worth(index) }),
            does(at + 4000, 'survey', { props: { name: text, kind: 'csat', choice: text, text }, nums: { score: 4 } }),
          ]
        : []),
    ];
  });
  return { before: [...before, ...plain(NOON - 5 * DAY)], after: [...after, ...plain(NOON + 2 * DAY)] };
}

import type { EventRow } from '@desirepath/schema';
import { eventRow, NOON, uuid } from '@desirepath/testing';
import fc from 'fast-check';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Pauses on both sides of every limit there is, and none at all, for ties. */
const PAUSES = [0, 0, 1, MINUTE, 30 * MINUTE - 1, 30 * MINUTE, DAY, 2 * DAY, 30 * DAY - 1, 30 * DAY];
const NAMES = [
  'page_view',
  'view_item',
  'purchase',
  'purchase',
  'review',
  'search',
  'rage_click',
  'error',
  'web_vital',
  'own name',
];

const one = <T>(...values: T[]) => fc.constantFrom(...values);
const seldom = (...values: string[]) => fc.oneof({ weight: 4, arbitrary: fc.constant('') }, one(...values));

const event = fc.record({
  visitor: one('a', 'a', 'b', 'c'),
  pause: one(...PAUSES),
  seq: one(0, 0, 1, 2),
  id: fc.integer({ min: 1, max: 2 ** 40 }),
  name: one(...NAMES),
  user: fc.oneof({ weight: 5, arbitrary: fc.constant('') }, one('x', 'y')),
  source: seldom('s1', 's2'),
  medium: seldom('m1'),
  click: seldom('gclid:1'),
  order: seldom('o1', 'o2'),
  path: one('', '/', '/sale/1', '/thanks', '/50%_off', '/50x_off'),
  device: one('', 'mobile', 'desktop'),
  country: seldom('DE'),
  gift: one(undefined, 'yes', 'no'),
  skew: one(0, 0, 5, -40 * MINUTE),
});

/**
 * What happened at a shop: up to three devices and two persons. Moments come from pauses of every interesting length;
 * nothing else is in order.
 *
 * @param prefix keeps the visitors and persons of one log apart from those of another
 */
export const randomLog = fc
  .array(event, { minLength: 1, maxLength: 24 })
  .map((events) => (site: string, prefix: string): EventRow[] => {
    let time = NOON;
    return events.map((given, index) => {
      time += given.pause;
      return eventRow({
        site,
        visitor_id: `${prefix}-${given.visitor}`,
        // Random, so that ties are not settled by the order in which the log was made.
        event_id: uuid((given.id * 64 + index) % 2 ** 48),
        name: given.name,
        time,
        client_time: time - given.skew,
        skew_ms: given.skew,
        seq: given.seq,
        user_id: given.user === '' ? '' : `${prefix}-${given.user}`,
        source: given.source,
        medium: given.medium,
        click_id: given.click,
        order_id: given.order,
        value: given.name === 'purchase' ? '12.5' : '0',
        currency: given.name === 'purchase' ? 'EUR' : '',
        path: given.path,
        device: given.device,
        country: given.country,
        props: given.gift === undefined ? {} : { gift: given.gift },
      });
    });
  });

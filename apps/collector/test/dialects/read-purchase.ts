import { checkMap, compileMap } from '@desirepath/engine';
import { DEFAULT_MAP } from '@desirepath/schema';
import type { Store } from '@desirepath/store';
import type { storedPurchase } from './purchase.ts';

/** The events of a person in the table, across their visitors, oldest first. */
export async function readPurchase(store: Store, user: string): Promise<ReturnType<typeof storedPurchase>> {
  return store.read({
    text: `SELECT name, order_id, toString(toDecimalString(value, 4)) AS value, currency,
      arrayMap((i, n, b, c, p, q) -> (i, n, b, c, toDecimalString(p, 4), q),
        items.id, items.name, items.brand, items.category, items.price, items.quantity) AS items
      FROM events FINAL
      WHERE site = 'shop' AND (user_id = {user:String}
        OR visitor_id IN (SELECT visitor_id FROM links WHERE site = 'shop' AND user_id = {user:String}))
      ORDER BY time, seq`,
    params: { user },
  });
}

/** A journey as the stitcher made it. */
export interface StitchedJourney {
  touchpoints: string;
  orders: string[];
  order_values: string[];
  order_currencies: string[];
}

/** The journeys of a person once everything is stitched, by the default map. */
export async function readJourneys(store: Store, user: string): Promise<StitchedJourney[]> {
  const checked = checkMap(DEFAULT_MAP);
  if ('problems' in checked) throw new Error('The default map is wrong.');
  const map = compileMap(checked.map);
  await store.stitch({ site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: [] });
  return store.read({
    text: `SELECT hex(s) AS touchpoints, orders, arrayMap(v -> toDecimalString(v, 4), order_values) AS order_values, order_currencies
      FROM journeys FINAL WHERE site = 'shop' AND person_id = {person:String} AND deleted = 0 ORDER BY number`,
    params: { person: `u:${user}` },
  });
}

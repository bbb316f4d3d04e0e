import { type CompiledMap, compileMap, type SiteContext } from '@desirepath/engine';
import { journeyMapSchema } from '@desirepath/schema';
import type { Store } from '../src/store.ts';

/** A map that uses every rule there is for telling touchpoints apart and for ending journeys. */
export const MAP = compileMap(
  journeyMapSchema.parse({
    name: 'Test shop',
    goal: 'purchase',
    opens: ['look'],
    idle: '30d',
    session_gap: '30m',
    stages: [
      {
        name: 'Look',
        touchpoints: [
          { name: 'Page', id: 'page', event: 'page_view' },
          { name: 'Sale', id: 'sale', event: ['page_view', 'view_item'], where: { path: ['/sale/*', '/50%_off'] } },
        ],
      },
      {
        name: 'Choose',
        touchpoints: [
          { name: 'Product', id: 'product', event: 'view_item' },
          { name: 'Gift', id: 'gift', event: 'view_item', where: { 'props.gift': '*es', device: 'mobile' } },
          { name: 'Rage', id: 'rage', event: 'rage_click' },
        ],
      },
      {
        name: 'Purchase',
        touchpoints: [
          { name: 'Order', id: 'order', event: 'purchase' },
          { name: 'Confirmation', id: 'thanks', event: 'page_view', where: { path: '/thanks' } },
        ],
      },
      { name: 'After', touchpoints: [{ name: 'Review', id: 'review', event: ['review', 'survey'] }] },
    ],
  }),
);

/** The same shop with another idea of what a journey is, as a file has it. */
export const OTHER_FILE = {
  name: 'Other',
  goal: 'order',
  opens: ['all'],
  idle: '2d',
  session_on_campaign: false,
  stages: [
    { name: 'All', touchpoints: [{ name: 'Anything', id: 'any', event: ['page_view', 'view_item', 'search'] }] },
    { name: 'Order', touchpoints: [{ name: 'Order', id: 'order', event: 'purchase' }] },
  ],
};
export const OTHER_MAP = compileMap(journeyMapSchema.parse(OTHER_FILE));

/** A site with a map, and the names as they are at the moment. */
export async function contextOf(store: Store, site: string, map: CompiledMap = MAP): Promise<SiteContext> {
  const rows = await store.read<{ name: string }>({
    text: 'SELECT name FROM touchpoint_names WHERE site = {site:String} ORDER BY no',
    params: { site },
  });
  return { site, timeZone: 'UTC', currency: 'EUR', map, names: rows.map((row) => row.name) };
}

import type { Store } from '@desirepath/store';

/** A site whose events are in the tables, and that is served no longer. */
export interface Stray {
  site: string;
  events: number;
}

/** The sites that the tables hold events of, besides the ones that are served. */
export function findStrays(store: Pick<Store, 'read'>, served: readonly string[]): Promise<Stray[]> {
  return store.read<Stray>({
    text: `SELECT site, toFloat64(count()) AS events FROM events WHERE site NOT IN {served:Array(String)}
      GROUP BY site ORDER BY site`,
    params: { served },
  });
}

import { MAX_NAMES, type Store } from '@desirepath/store';
import type { Checkup } from './checkup.ts';

/** Longest that a name is told, in characters. */
const SHOWN = 60;

/** How many event names of a site have a code of their own, and which came when there was none left. */
export async function checkNames(store: Pick<Store, 'read'>, site: string): Promise<Checkup['names']> {
  const [known] = await store.read<{ n: number }>({
    text: 'SELECT toFloat64(uniqExact(no)) AS n FROM touchpoint_names WHERE site = {site:String}',
    params: { site },
  });
  const names = { known: known?.n ?? 0, most: MAX_NAMES };
  if (names.known < MAX_NAMES) return { ...names, others: 0, events: 0, examples: [] };
  const [others] = await store.read<{ others: number; events: number; examples: string[] }>({
    text: `SELECT toFloat64(count()) AS others, toFloat64(sum(n)) AS events,
        arraySlice(groupArray(name), 1, 5) AS examples
      FROM (
        SELECT substringUTF8(events.name, 1, ${SHOWN}) AS name, count() AS n FROM events
        WHERE site = {site:String} AND events.name NOT IN (SELECT name FROM touchpoint_names WHERE site = {site:String})
        GROUP BY events.name ORDER BY n DESC, name
      )`,
    params: { site },
  });
  return { ...names, ...(others ?? { others: 0, events: 0, examples: [] }) };
}

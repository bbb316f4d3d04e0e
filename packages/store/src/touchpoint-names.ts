import { FIRST_NAME_CODE, OTHER_CODE } from '@desirepath/engine';
import { VOCABULARY } from '@desirepath/schema';
import type { Connection } from './connection.ts';

/** How many event names of a site can have a code of their own. */
export const MAX_NAMES = OTHER_CODE - FIRST_NAME_CODE;

/** The event names of each site in the order of their codes, as the table `touchpoint_names` keeps them. */
export interface TouchpointNames {
  /** The names as they are in the table now. */
  read(site: string): Promise<readonly string[]>;
  /** Gives a code to every name that has none yet, as long as there are codes. */
  add(site: string, names: Iterable<string>): Promise<void>;
}

export function touchpointNames(connection: Connection): TouchpointNames {
  const known = new Map<string, readonly string[]>();

  async function read(site: string): Promise<readonly string[]> {
    const rows = await connection.rows<{ name: string }>({
      // Should two writers have given one number to two names at once, the lesser name has it.
      text: 'SELECT min(name) AS name FROM touchpoint_names WHERE site = {site:String} GROUP BY no ORDER BY no',
      params: { site },
    });
    const names = rows.map((row) => row.name);
    known.set(site, names);
    return names;
  }

  async function add(site: string, names: Iterable<string>): Promise<void> {
    const wanted = new Set(names);
    const missing = (have: readonly string[]) => [...wanted].filter((name) => !have.includes(name));
    // Codes are never taken back: what was known once needs no second look.
    const before = known.get(site);
    if (before !== undefined && (before.length >= MAX_NAMES || missing(before).length === 0)) return;
    for (;;) {
      const have = await read(site);
      const all = have.length === 0 ? [...new Set([...VOCABULARY, ...wanted])] : missing(have);
      const rows = all
        .slice(0, MAX_NAMES - have.length)
        .map((name, index) => ({ site, name, no: have.length + index }));
      if (rows.length === 0) return;
      await connection.insert('touchpoint_names', rows, {});
    }
  }

  return { read, add };
}

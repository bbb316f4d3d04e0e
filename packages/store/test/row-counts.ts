import type { Store } from '../src/store.ts';

/** Rows of a site in a table. */
export async function rowCount(store: Store, table: string, site: string): Promise<number> {
  const [row] = await store.read<{ n: number }>({
    text: `SELECT toFloat64(count()) AS n FROM ${table} WHERE site = {site:String}`,
    params: { site },
  });
  return row?.n ?? 0;
}

/** Events of a site by verdict, as the accounting has them. */
export async function verdictsOf(store: Store, site: string): Promise<Record<string, number>> {
  const rows = await store.read<{ verdict: string; n: number }>({
    text: 'SELECT verdict, sum(count) AS n FROM accounting WHERE site = {site:String} GROUP BY verdict ORDER BY verdict',
    params: { site },
  });
  return Object.fromEntries(rows.map(({ verdict, n }) => [verdict, n]));
}

import { join } from 'node:path';
import { type Opened, openCollector } from './open-collector.ts';
import { sharedStore } from './shared-store.ts';

/** Collectors over one store, which all tests of a file share, and what is in it. */
export async function storedCollectors(name: string) {
  const { store, folder } = await sharedStore(name);
  let no = 0;

  const read = <Row>(text: string, params: Record<string, unknown> = {}) => store.read<Row>({ text, params });

  async function accounting(): Promise<Record<string, number>> {
    const rows = await read<{ what: string; n: number }>(
      "SELECT concat(site, ' ', verdict, if(reason = '', '', concat(' ', reason)) ) AS what, toFloat64(sum(count)) AS n FROM accounting GROUP BY what",
    );
    return Object.fromEntries(rows.map(({ what, n }) => [what, n]));
  }

  return {
    store,
    folder,
    read,

    /** One with a spool of its own. */
    async open(options: Partial<Parameters<typeof openCollector>[0]> = {}): Promise<Opened> {
      no += 1;
      return openCollector({ folder: join(folder, `run-${no}`), store, ...options });
    },

    async close(one: Opened): Promise<void> {
      await one.collector.close();
      await one.spool.close();
    },

    /** Those of some ids that are stored, each as often as it is. */
    async storedIds(ids: unknown[]): Promise<string[]> {
      const rows = await read<{ id: string }>(
        'SELECT toString(event_id) AS id FROM events WHERE event_id IN {ids:Array(UUID)}',
        { ids },
      );
      return rows.map(({ id }) => id);
    },

    /** What `work` adds to the accounting, once all that a collector has taken is shipped. */
    async accounted({ collector }: Opened, work: () => Promise<unknown>): Promise<Record<string, number>> {
      await collector.drain();
      const before = await accounting();
      await work();
      await collector.drain();
      const after = await accounting();
      const changed = Object.entries(after).map(([what, n]) => [what, n - (before[what] ?? 0)] as const);
      return Object.fromEntries(changed.filter(([, n]) => n !== 0));
    },
  };
}

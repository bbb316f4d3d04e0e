import { join } from 'node:path';
import type { Site } from '@desirepath/schema';
import { afterEach, expect } from 'vitest';
import { type Opened, openCollector, SITES } from './open-collector.ts';
import { sharedStore } from './shared-store.ts';

type Options = Omit<Partial<Parameters<typeof openCollector>[0]>, 'folder' | 'store' | 'sites'> & {
  /** What is different about the site. */
  site?: Partial<Site>;
};

/** Collectors over one store, each of a site that no other test has; a test's collector ends with it. */
export async function ownSites(name: string) {
  const { store, folder: root } = await sharedStore(name);
  let opened: Opened | undefined;
  let no = 0;

  afterEach(async () => {
    await opened?.collector.close();
    await opened?.spool.close();
    opened = undefined;
  });

  const read = <Row>(text: string, params: Record<string, unknown> = {}) => store.read<Row>({ text, params });

  return {
    store,
    read,

    async open({ site = {}, ...options }: Options = {}): Promise<Opened & { site: string; folder: string }> {
      no += 1;
      const [first] = SITES;
      if (first === undefined) throw new Error('There is no site.');
      const folder = join(root, `run-${no}`);
      const id = `${name}-${no}`;
      opened = await openCollector({ folder, store, sites: [{ ...first, ...site, id }], ...options });
      return { ...opened, site: id, folder };
    },

    /** What the account says of a site, or of requests without one: it must balance. */
    async accountOf(site: string): Promise<Record<string, number>> {
      await opened?.collector.drain();
      const rows = await read<{ what: string; n: number }>(
        `SELECT concat(verdict, if(reason = '', '', ' '), reason) AS what, toFloat64(sum(count)) AS n FROM accounting
          WHERE site = {site:String} GROUP BY what HAVING n > 0`,
        { site },
      );
      const [sums] = await read<{ received: number; counted: number }>(
        `SELECT toFloat64(sum(accounting.received)) AS received, toFloat64(sum(count)) AS counted FROM accounting
          WHERE site = {site:String}`,
        { site },
      );
      expect(sums?.received).toBe(sums?.counted);
      return Object.fromEntries(rows.map(({ what, n }) => [what, n]));
    },
  };
}

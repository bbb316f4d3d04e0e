import type { Verdict } from '@desirepath/schema';
import { VERDICTS } from '@desirepath/schema';
import type { Runtime } from '../server/open-runtime.ts';
import { importEnvelope } from './import-request.ts';
import type { Counts, Target } from './target.ts';

async function readCounts(runtime: Runtime, site: string): Promise<Counts> {
  const rows = await runtime.store.read<{ verdict: Verdict; events: number }>({
    text: 'SELECT verdict, toFloat64(sum(count)) AS events FROM accounting WHERE site = {site:String} GROUP BY verdict',
    params: { site },
  });
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Counts;
  for (const { verdict, events } of rows) counts[verdict] = Number(events);
  return counts;
}

/** A site of a data folder that this process holds: its own collector takes the events, through the same import lane. */
export async function folderTarget(runtime: Runtime, site: string): Promise<Target> {
  await runtime.collector.drain();
  const before = await readCounts(runtime, site);
  const headers = {
    authorization: `Bearer ${runtime.adminToken(site)}`,
    'content-type': 'application/json',
  };
  return {
    site,
    currency: runtime.context(site).currency,
    import: (envelope) =>
      importEnvelope(
        async (body) => runtime.collector.app.request('/v1/import', { method: 'POST', headers, body }),
        envelope,
      ),
    call: async (path, init = {}) => runtime.collector.app.request(path, { ...init, headers }),
    async accounting() {
      await runtime.collector.drain();
      const after = await readCounts(runtime, site);
      return Object.fromEntries(VERDICTS.map((verdict) => [verdict, after[verdict] - before[verdict]])) as Counts;
    },
    ask: async (plan) => {
      await runtime.collector.drain();
      return runtime.store.ask(runtime.context(site), plan, Date.now());
    },
    close: () => runtime.close(),
  };
}

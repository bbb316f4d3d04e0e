import type { Runtime } from '../server/open-runtime.ts';
import type { Streams } from '../shell/output.ts';
import { createProgress } from '../shell/progress.ts';
import { importBatches } from '../simulation/batches.ts';
import { FILL_BATCH, fill } from '../simulation/fill.ts';
import { type SimulationOptions, simulate } from '../simulation/simulate.ts';
import { importEnvelope } from '../target/import-request.ts';

/** Events of a simulated shopper on average: for the bar only. */
const EVENTS_EACH = 7;

/**
 * Puts the simulated past into a site through the import lane of its collector.
 *
 * @returns how many events were accepted; fewer than all when `signal` ended it
 */
export async function fillPast(
  runtime: Runtime,
  site: string,
  simulation: SimulationOptions,
  stderr: Streams['stderr'],
  signal: AbortSignal,
): Promise<number> {
  const headers = { authorization: `Bearer ${runtime.adminToken(site)}`, 'content-type': 'application/json' };
  const lane = async (body: string) => runtime.collector.app.request('/v1/import', { method: 'POST', headers, body });
  const progress = createProgress(stderr, 'Filling', 'events', simulation.shoppers * EVENTS_EACH);
  try {
    return await fill(
      importBatches(simulate(simulation), FILL_BATCH),
      (envelope) => importEnvelope(lane, envelope),
      (events) => progress.update(events),
      signal,
    );
  } finally {
    progress.end();
  }
}

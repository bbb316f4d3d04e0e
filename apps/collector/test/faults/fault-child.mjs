// Runs as a child process: a collector over its own spool, whose ClickHouse is behind a proxy that fails, until it is killed or asked to end.
import { createCollector } from '@desirepath/collector';
import { openSpool } from '@desirepath/spool';
import { openLate, openStore } from '@desirepath/store';
import { serve } from '@hono/node-server';

const [folder, port, sites, url] = process.argv.slice(2);
const spool = await openSpool({ dir: folder, segmentBytes: 64 * 1024 });
// ClickHouse may be away at the start, too.
const store = openLate(
  () => openStore({ url }),
  () => {},
);
const collector = createCollector({
  sites: JSON.parse(sites),
  spool,
  store,
  limits: { shipEveryMs: 5, shipBytes: 32 * 1024 },
});
collector.start();
const server = serve({ fetch: collector.app.fetch, hostname: '127.0.0.1', port: Number(port) }, () =>
  process.send('ready'),
);
process.on('SIGTERM', async () => {
  server.close();
  // As often as it takes: the faults are over by now.
  await collector.drain();
  await collector.close();
  await spool.close();
  await store.close();
  process.exit(0);
});

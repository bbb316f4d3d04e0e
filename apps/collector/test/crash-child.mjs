// Runs as a child process: a whole collector with its embedded ClickHouse, until it is killed or asked to end.
import { join } from 'node:path';
import { createCollector } from '@desirepath/collector';
import { openSpool } from '@desirepath/spool';
import { openStore } from '@desirepath/store';
import { serve } from '@hono/node-server';

const [folder, port, sites, shipEveryMs = '20'] = process.argv.slice(2);
const store = await openStore({ path: join(folder, 'clickhouse') });
await store.migrate();
const spool = await openSpool({ dir: join(folder, 'spool'), segmentBytes: 512 * 1024 });
const collector = createCollector({
  sites: JSON.parse(sites),
  spool,
  store,
  limits: { shipEveryMs: Number(shipEveryMs) },
});
collector.start();
const server = serve({ fetch: collector.app.fetch, hostname: '127.0.0.1', port: Number(port) }, () =>
  process.send('ready'),
);
process.on('SIGTERM', async () => {
  server.close();
  await collector.close();
  await spool.close();
  await store.close();
  process.exit(0);
});

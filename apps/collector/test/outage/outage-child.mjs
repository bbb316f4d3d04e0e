// Runs as a child process: a collector as it is, over a ClickHouse that may be away, until it is asked to end. Tells its memory when asked.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createCollector, DEFAULT_LIMITS, nodeListener, serverOptions } from '@desirepath/collector';
import { openSpool } from '@desirepath/spool';
import { openStore } from '@desirepath/store';

const [folder, sites, url] = process.argv.slice(2);
const spool = await openSpool({ dir: folder });
const store = await openStore({ url });
const collector = createCollector({
  sites: JSON.parse(sites),
  spool,
  store,
  limits: { addressRate: 0, keyRate: 0 },
});
collector.start();
const server = createServer(serverOptions(DEFAULT_LIMITS), nodeListener(collector));
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
const kib = (name) =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
process.on('message', () => {
  process.send({ rss: kib('VmRSS') / 1024, peak: kib('VmHWM') / 1024, pending: spool.status().pending.frames });
});
process.on('SIGTERM', async () => {
  server.close();
  await collector.close();
  await spool.close();
  await store.close();
  process.exit(0);
});

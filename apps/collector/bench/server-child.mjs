// Runs as a child process of the bench: one of the servers that are compared. Tells its CPU time and what it has stored when asked.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createCollector, nodeListener } from '@desirepath/collector';
import { openSpool } from '@desirepath/spool';
import { openStore } from '@desirepath/store';

const [kind, folder] = process.argv.slice(2);
const site = { id: 'shop', write_key: 'bench_key', origins: [], tokens: [], time_zone: 'UTC', currency: 'EUR' };
const limits = { keyRate: 0, addressRate: 0 };
/** How many events were visible after so many ms; the last place for all that took longer. */
const latencies = new Uint32Array(60_001);
let stored = 0;
let store;

/** Acknowledges at once and forgets: the same code with nothing durable about it. */
function memorySpool() {
  const nothing = {
    writable: true,
    failure: undefined,
    pending: { frames: 0, bytes: 0 },
    shipped: 0,
    segments: 0,
    bytes: 0,
  };
  return {
    dir: folder,
    append: async () => ({ id: '' }),
    status: () => nothing,
    onSync: () => () => {},
    probe: async () => true,
    sweep: async () => {},
    close: async () => {},
  };
}

/** As little as a server can do: it parses the JSON. */
function bare(request, response) {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const text = JSON.stringify({ received: body.events.length });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length }).end(text);
  });
}

async function listener() {
  if (kind === 'bare') return bare;
  if (kind === 'memory') {
    return nodeListener(createCollector({ sites: [site], spool: memorySpool(), store: {}, limits }));
  }
  const spool = await openSpool({ dir: join(folder, 'spool') });
  if (kind === 'durable') {
    return nodeListener(createCollector({ sites: [site], spool, store: {}, limits }));
  }
  store = await openStore({ path: join(folder, 'clickhouse') });
  await store.migrate();
  const watched = {
    ...store,
    insert: async (frame) => {
      const report = await store.insert(frame);
      const now = Date.now();
      stored += report.stored;
      for (const row of frame.rows) latencies[Math.min(60_000, Math.max(0, now - row.received_time))] += 1;
      return report;
    },
  };
  const collector = createCollector({ sites: [site], spool, store: watched, limits });
  collector.start();
  process.on('message', async (message) => {
    if (message === 'drain') {
      await collector.drain();
      process.send('drained');
    }
  });
  return nodeListener(collector);
}

function quantile(share) {
  let left = share * latencies.reduce((sum, count) => sum + count, 0);
  return latencies.findIndex((count) => {
    left -= count;
    return left < 0;
  });
}

function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const server = createServer(await listener());
process.on('message', async (message) => {
  // Of what is idle nothing else may be asked: ClickHouse's answer would be most of what is measured.
  if (message === 'cpu') process.send(cpu());
  if (message !== 'measure') return;
  const used = cpu();
  const read = (text) => store?.read({ text, params: {} }) ?? [];
  const rows = await read('SELECT toFloat64(count()) AS n FROM events');
  // Of each table, how many parts its inserts have made, by the numbers of their blocks.
  const parts = await read(
    'SELECT table, toFloat64(max(max_block_number)) AS made FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table ORDER BY made DESC',
  );
  process.send({
    cpu: used,
    rss: process.memoryUsage().rss,
    stored,
    rows: rows[0]?.n ?? 0,
    parts,
    visible: { p50: quantile(0.5), p99: quantile(0.99) },
  });
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));

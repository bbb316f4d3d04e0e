// What the tag costs a page, beside other trackers in the same interleaved run: pnpm bench sdk [--rounds N] [--alone]
// [--rivals FOLDER] [--json FILE]. CPU is the main thread's own time (threadTicks), less that of the same page without a tag.
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { launchBrowser, tempDir } from '@desirepath/testing';
import { buildRivals } from './rivals/build-rivals.js';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';
const BURST = 100;
const CLICKS = 20;
const reports = fileURLToPath(new URL('../../../reports/bench-sdk.json', import.meta.url));
const { values: asked } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    alone: { type: 'boolean', default: false },
    rivals: { type: 'string' },
    json: { type: 'string', default: reports },
  },
});
const say = (text) => process.stdout.write(`${text}\n`);
const dist = (file) => readFileSync(new URL(`../dist/${file}`, import.meta.url));
const weight = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** Bodies that reached the collector's side since the last look, in bytes. */
let received = 0;
const files = new Map();
const collector = createServer((request, response) => {
  const path = new URL(request.url, 'http://x').pathname;
  response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*');
  const file = files.get(path);
  if (file) {
    response.setHeader('content-type', 'text/javascript');
    response.end(file);
    return;
  }
  request.on('data', (chunk) => {
    received += chunk.length;
  });
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end('{}');
  });
}).listen(0, '127.0.0.1');
await once(collector, 'listening');
const origin = `http://127.0.0.1:${collector.address().port}`;

const shop = createServer((request, response) => {
  const candidate = candidates.find(({ name }) => request.url.startsWith(`/${name}/`));
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(`<!doctype html><html lang="en"><head><title>Shop</title>${candidate?.head ?? ''}</head><body>
    <h1>Shop</h1><p id="out">0</p>${'<p><button>Add to basket</button> <a href="#here">Words to read</a></p>'.repeat(60)}
    <script>
      let no = 0; long = 0;
      addEventListener('click', () => { out.textContent = ++no });
      new PerformanceObserver((list) => { long += list.getEntries().length }).observe({ type: 'longtask', buffered: true });
    </script></body></html>`);
}).listen(0, '127.0.0.1');
await once(shop, 'listening');
const page = `http://127.0.0.1:${shop.address().port}`;

const temporary = tempDir('desirepath-bench');
for (const file of ['dp.js', 'dp-vitals.js', 'dp-experience.js']) files.set(`/${file}`, dist(file));
const ours = 'window.bench = (name, params) => desirepath("event", name, params)';
const tag = (more) => `<script defer src="${origin}/dp.js" data-site="bench" ${more}></script><script>${ours}</script>`;
const candidates = [
  { name: 'none', version: 'the same page without a tag', bytes: 0, head: '<script>window.bench = () => {}</script>' },
  {
    name: 'desirepath',
    version: 'dp.js',
    bytes: weight(dist('dp.js')),
    head: tag('data-vitals="off" data-experience="off"'),
  },
  {
    name: 'desirepath-all',
    version: 'dp.js, dp-vitals.js, dp-experience.js',
    bytes: weight(dist('dp.js')) + weight(dist('dp-vitals.js')) + weight(dist('dp-experience.js')),
    head: tag(''),
  },
];
if (!asked.alone) {
  say('Installing the rivals from npm …');
  for (const { name, version, text, attributes } of buildRivals(asked.rivals ?? temporary.path, origin, say)) {
    files.set(`/${name}.js`, text);
    const head = `<script defer src="${origin}/${name}.js" ${attributes}></script>`;
    candidates.push({ name, version, bytes: weight(text), head });
  }
}

// Neither headless nor automated by its own account: bot filters would drop the events.
const browser = await launchBrowser([`--user-agent=${CHROME}`, '--disable-blink-features=AutomationControlled']);

/** One visit to a candidate's page; figures as measured, the page itself included. */
async function visit({ name }) {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const session = await context.newCDPSession(tab);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cpu = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    // Tasks alone: what Chromium does besides is not the page's.
    return metrics.find((metric) => metric.name === 'TaskDuration').value * 1000;
  };
  const heap = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return usedSize / 1024;
  };
  const spent = async (work, wait) => {
    const before = await cpu();
    await work();
    if (wait > 0) await sleep(wait);
    return (await cpu()) - before;
  };
  const burst = (count) =>
    tab.evaluate((events) => {
      const params = { currency: 'EUR', value: 19.9, items: [{ item_id: 'SKU1', price: 19.9, quantity: 1 }] };
      for (let no = 0; no < events; no++) window.bench('add_to_cart', params);
    }, count);

  const boot = await spent(() => tab.goto(`${page}/${name}/`), 1000);
  const memory = await heap();
  // Once before it counts: the first call of anything compiles it.
  await burst(10);
  await sleep(1200);
  received = 0;
  const track = await spent(() => burst(BURST), 0);
  const sending = track + (await spent(async () => {}, 1500));
  const box = await tab.locator('button').nth(3).boundingBox();
  const click = await spent(async () => {
    for (let no = 0; no < CLICKS; no++) {
      await tab.mouse.click(box.x + 5, box.y + 5);
      await sleep(20);
    }
  }, 800);
  received = 0;
  for (let no = 0; no < 10; no++) {
    await burst(1);
    await sleep(20);
  }
  await sleep(1500);
  const bytes = received / 10;
  await context.close();
  return { boot, memory, track: track / BURST, sending: sending / BURST, click: click / CLICKS, bytes };
}

/** Tasks over 50 ms on a processor so many times slower, from the load to the end of a burst. */
async function longTasks({ name }, rate) {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const session = await context.newCDPSession(tab);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
  await tab.goto(`${page}/${name}/`);
  await sleep(1000);
  await tab.evaluate(() => {
    for (let no = 0; no < 10; no++) window.bench('add_to_cart', { value: no });
  });
  await sleep(800);
  const count = await tab.evaluate(() => window.long);
  await context.close();
  return count;
}

const rounds = Number(asked.rounds);
const measured = new Map(candidates.map(({ name }) => [name, []]));
const throttled = new Map(candidates.map(({ name }) => [name, { 4: [], 6: [] }]));
for (let round = 0; round < rounds; round++) {
  say(`Round ${round + 1} of ${rounds} …`);
  // Interleaved, so that what else the machine does falls on all alike.
  for (const candidate of candidates) measured.get(candidate.name).push(await visit(candidate));
  for (const candidate of candidates) {
    for (const rate of [4, 6]) throttled.get(candidate.name)[rate].push(await longTasks(candidate, rate));
  }
}
await browser.close();
for (const server of [collector, shop]) {
  server.closeAllConnections();
  server.close();
}
temporary.remove();

const middle = (name, figure) => median(measured.get(name).map((one) => one[figure]));
const over = (name, figure) => Math.max(0, middle(name, figure) - middle('none', figure));
const results = candidates.map(({ name, version, bytes }) => ({
  name,
  version,
  brotli_bytes: bytes,
  boot_ms: over(name, 'boot'),
  heap_kb: over(name, 'memory'),
  track_us: over(name, 'track') * 1000,
  event_ms: over(name, 'sending'),
  click_ms: over(name, 'click'),
  bytes_per_event: middle(name, 'bytes'),
  long_tasks_4x: median(throttled.get(name)[4]),
  long_tasks_6x: median(throttled.get(name)[6]),
}));
mkdirSync(dirname(asked.json), { recursive: true });
writeFileSync(
  asked.json,
  `${JSON.stringify({ rounds, rows: results, rounds_measured: Object.fromEntries(measured) }, null, 2)}\n`,
);

const columns = [
  ['', (row) => row.name.padEnd(15)],
  ['brotli B', (row) => row.brotli_bytes],
  ['boot ms', (row) => row.boot_ms.toFixed(1)],
  ['heap KB', (row) => row.heap_kb.toFixed(0)],
  ['track µs', (row) => row.track_us.toFixed(0)],
  ['event ms', (row) => row.event_ms.toFixed(3)],
  ['click ms', (row) => row.click_ms.toFixed(3)],
  ['B/event', (row) => row.bytes_per_event.toFixed(0)],
  ['long 4x', (row) => row.long_tasks_4x],
  ['long 6x', (row) => row.long_tasks_6x],
];
say(columns.map(([title], at) => (at === 0 ? ''.padEnd(15) : title.padStart(9))).join(' '));
for (const row of results) {
  say(columns.map(([, text], at) => (at === 0 ? text(row) : `${text(row)}`.padStart(9))).join(' '));
}
say(`Medians of ${rounds} rounds, CPU and heap less those of the page without a tag. ${asked.json}`);
for (const { name, version } of results) say(`${name}: ${version}`);

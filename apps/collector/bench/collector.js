// How fast the collector is: pnpm bench collector [--seconds N] [--end-to-end N] [--json]
// Everything in one run, on the same cores: a bare server that only parses the JSON, the collector acknowledging from memory, the
// collector with its spool, and all of it with the embedded ClickHouse.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const argument = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const seconds = argument('seconds', 5);
const endToEndSeconds = argument('end-to-end', 30);
const asJson = process.argv.includes('--json');
const CONNECTIONS = 32;

let no = 0;
/** A body like that of a shop's page, of events that nobody has sent before. */
function bodyOf(count) {
  const now = Date.now();
  const events = [];
  for (let i = 0; i < count; i++) {
    no += 1;
    const id = `01957000-0000-7000-8000-${no.toString(16).padStart(12, '0')}`;
    events.push(
      `{"id":"${id}","name":"view_item","time":${now},"seq":${i},"page":{"url":"https://shop.example/p/${no % 977}?utm_source=news","title":"Product ${no % 977}","referrer":"https://www.google.com/"},"params":{"currency":"EUR","value":19.9,"list":"spring","items":[{"item_id":"SKU${no % 977}","item_name":"Mug","price":19.9,"quantity":1}]}}`,
    );
  }
  return `{"key":"bench_key","visitor":"v${no % 5003}","sent_at":${now},"sdk":"bench/1","events":[${events.join()}]}`;
}

async function startServer(kind) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-collector-'));
  const child = fork(fileURLToPath(new URL('./server-child.mjs', import.meta.url)), [kind, folder]);
  const [{ port }] = await once(child, 'message');
  const ask = async (what) => {
    child.send(what);
    return (await once(child, 'message'))[0];
  };
  return {
    port,
    measure: () => ask('measure'),
    cpu: () => ask('cpu'),
    drain: () => ask('drain'),
    async end() {
      child.kill('SIGKILL');
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function send(agent, port, body) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const asked = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        path: '/v1/events',
        method: 'POST',
        headers: { 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve({ ms: performance.now() - begun, status: response.statusCode }));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Seconds of CPU that the whole machine has used: others that run at the same time take away from what is measured. */
function machineCpu() {
  try {
    const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
      .split('\n')[0]
      .match(/\d+/g)
      .map(Number);
    return (user + nice + system + irq + softirq) / 100;
  } catch {
    return 0;
  }
}
let othersMost = 0;

/** As many requests as go, or `rate` a second, for a while. */
async function load(server, { events, forSeconds, rate }) {
  const agent = new Agent({ keepAlive: true, maxSockets: rate === undefined ? CONNECTIONS : 256 });
  const times = [];
  let failed = 0;
  const one = async () => {
    const { ms, status } = await send(agent, server.port, bodyOf(events));
    if (status === 200) times.push(ms);
    else failed += 1;
  };
  const before = await server.measure();
  const own = process.cpuUsage();
  const machine = machineCpu();
  const begun = performance.now();
  const end = begun + forSeconds * 1000;
  if (rate === undefined) {
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        while (performance.now() < end) await one();
      }),
    );
  } else {
    const running = new Set();
    for (let sent = 0; performance.now() < end; ) {
      for (; sent < ((performance.now() - begun) / 1000) * rate; sent++) {
        const asked = one().finally(() => running.delete(asked));
        running.add(asked);
      }
      await sleep(1);
    }
    await Promise.all(running);
  }
  const elapsed = (performance.now() - begun) / 1000;
  const after = await server.measure();
  agent.destroy();
  const { user, system } = process.cpuUsage(own);
  const others = Math.max(0, machineCpu() - machine - (after.cpu - before.cpu + user + system) / 1e6) / elapsed;
  othersMost = Math.max(othersMost, others);
  times.sort((a, b) => a - b);
  const count = times.length * events;
  return {
    requests_per_second: times.length / elapsed,
    events_per_second: count / elapsed,
    cpu_us_per_event: (after.cpu - before.cpu) / count,
    p50_ms: times[Math.floor(times.length * 0.5)] ?? 0,
    p99_ms: times[Math.floor(times.length * 0.99)] ?? 0,
    failed,
    others_cores: others,
    load_cpu_us_per_event: (user + system) / count,
    events: count,
    elapsed,
  };
}

const result = { node: process.version, cores: cpus().length, seconds };
for (const kind of ['bare', 'memory', 'durable']) {
  const server = await startServer(kind);
  // Compiled and warm, as any server is after its first second.
  await load(server, { events: 20, forSeconds: 2 });
  result[kind] = {
    batched: await load(server, { events: 20, forSeconds: seconds }),
    single: await load(server, { events: 1, forSeconds: seconds }),
    paced: await load(server, { events: 1, forSeconds: seconds, rate: 2000 }),
  };
  await server.end();
}
const whole = await startServer('whole');
// Come to rest: some seconds after the start V8 gives back what it no longer needs, once.
await sleep(30_000);
const quiet = await whole.cpu();
await sleep(10_000);
result.idle_cpu = ((await whole.cpu()) - quiet) / 10_000_000;
const before = await whole.measure();
const sent = await load(whole, { events: 20, forSeconds: endToEndSeconds });
const begun = performance.now();
await whole.drain();
const drained = (performance.now() - begun) / 1000;
const after = await whole.measure();
const all = sent.elapsed + drained;
const made = Object.fromEntries(
  after.parts.map(({ table, made }) => [
    table,
    (made - (before.parts.find((one) => one.table === table)?.made ?? 0)) / all,
  ]),
);
result.end_to_end = {
  ...sent,
  stored: after.rows,
  drain_seconds: drained,
  stored_per_second: after.rows / all,
  parts_per_second: Math.max(...Object.values(made)),
  visible_p50_ms: after.visible.p50,
  visible_p99_ms: after.visible.p99,
  rss_mib: after.rss / 1024 / 1024,
};
await whole.end();
result.others_cores_most = othersMost;
result.ratio_batched = result.durable.batched.events_per_second / result.memory.batched.events_per_second;

if (asJson) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  const number = (value, digits = 0) => value.toFixed(digits).padStart(10);
  const lines = ['                      requests/s   events/s  CPU-us/ev    p50 ms     p99 ms'];
  for (const kind of ['bare', 'memory', 'durable']) {
    for (const way of ['batched', 'single', 'paced']) {
      const { requests_per_second, events_per_second, cpu_us_per_event, p50_ms, p99_ms } = result[kind][way];
      lines.push(
        `${kind.padEnd(8)} ${way.padEnd(11)}${number(requests_per_second)} ${number(events_per_second)} ${number(cpu_us_per_event, 1)} ${number(p50_ms, 1)} ${number(p99_ms, 1)}`,
      );
    }
  }
  const { end_to_end: e } = result;
  const met = (isMet) => (isMet ? 'met' : 'NOT met');
  const checks = [
    ['durable / memory, batched', result.ratio_batched.toFixed(2), '0.8 or more', result.ratio_batched >= 0.8],
    [
      'CPU-us an event, batched',
      result.durable.batched.cpu_us_per_event.toFixed(1),
      '20 or less',
      result.durable.batched.cpu_us_per_event <= 20,
    ],
    [
      'CPU-us an event, single',
      result.durable.single.cpu_us_per_event.toFixed(1),
      '90 or less',
      result.durable.single.cpu_us_per_event <= 90,
    ],
    [
      'p99 at 2 000 requests/s, ms',
      result.durable.paced.p99_ms.toFixed(1),
      '50 or less',
      result.durable.paced.p99_ms <= 50,
    ],
    ['end to end, events/s', e.stored_per_second.toFixed(0), '20000 or more', e.stored_per_second >= 20_000],
    ['parts/s, busiest table', e.parts_per_second.toFixed(2), 'under 1', e.parts_per_second < 1],
    ['until visible, p99 ms', e.visible_p99_ms.toFixed(0), 'under 2000', e.visible_p99_ms < 2000],
    ['idle CPU', `${(100 * result.idle_cpu).toFixed(2)} %`, 'under 1 %', result.idle_cpu < 0.01],
  ];
  lines.push(
    '',
    `end to end: ${e.events} events in ${e.elapsed.toFixed(0)} s and ${e.drain_seconds.toFixed(1)} s of catching up, ${e.stored} stored, ${e.rss_mib.toFixed(0)} MiB, ${e.cpu_us_per_event.toFixed(1)} CPU-us an event and ${e.load_cpu_us_per_event.toFixed(1)} for the load`,
    ...checks.map(
      ([what, is, goal, isMet]) => `${what.padEnd(28)} ${is.padStart(10)}   ${goal.padEnd(14)} ${met(isMet)}`,
    ),
    `Node.js ${result.node}, ${result.cores} cores shared with the load generator; others took up to ${othersMost.toFixed(2)} cores at the same time`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}

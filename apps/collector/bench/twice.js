// How many of 100 000 events are stored twice, when tags send part of them again: pnpm bench twice [--events N] [--seed N].
// One request in four is repeated as tags repeat them: at once beside the first, later, or in other company after a restart.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSpool } from '@desirepath/spool';
import { openStore } from '@desirepath/store';
import { tempDir } from '@desirepath/testing';
import { createCollector } from '../dist/index.js';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const count = Number(values.events);
const PER_REQUEST = 10;
const AT_ONCE = 16;

/** mulberry32: the same figures every time. */
let state = Number(values.seed);
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const site = {
  id: 'shop',
  write_key: 'shop_write_key',
  origins: ['https://shop.example'],
  tokens: [],
  time_zone: 'UTC',
  currency: 'EUR',
};
const folder = tempDir('desirepath-twice');
const store = await openStore({ path: join(folder.path, 'clickhouse') });
await store.migrate();

/** A collector's life, from its start to its end; what it knew of recent ids ends with it. */
async function live(bodies) {
  const spool = await openSpool({ dir: join(folder.path, 'spool') });
  // All tags are at one address here; in life they are not.
  const collector = createCollector({ sites: [site], spool, store, limits: { addressRate: 0 } });
  collector.start();
  let sent = 0;
  const worker = async () => {
    for (let body = bodies.shift(); body !== undefined; body = bodies.shift()) {
      const response = await collector.app.request('/v1/events', {
        method: 'POST',
        body,
        headers: { origin: 'https://shop.example', 'user-agent': 'Mozilla/5.0 Chrome/147.0.0.0 Safari/537.36' },
      });
      if (response.status !== 200)
        throw new Error(`The collector answered ${response.status}: ${await response.text()}`);
      sent += JSON.parse(body).events.length;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await collector.close();
  await spool.close();
  return sent;
}

const now = Date.now();
const bodyOf = (events) =>
  JSON.stringify({ key: site.write_key, visitor: `visitor-${count % 997}`, sent_at: now, events });
const first = [];
const afterwards = [];
for (let no = 0; no < count; no += PER_REQUEST) {
  const events = Array.from({ length: Math.min(PER_REQUEST, count - no) }, (_, at) => ({
    id: randomUUID(),
    name: 'page_view',
    time: now - Math.floor(random() * 3_600_000),
    seq: no + at,
  }));
  const body = bodyOf(events);
  first.push(body);
  const chance = random();
  if (chance < 0.1) first.push(body);
  else if (chance < 0.2) first.splice(Math.floor(random() * first.length), 0, body);
  else if (chance < 0.25) afterwards.push(...events);
}
const started = performance.now();
let sent = await live(first);
const again = [];
for (let at = 0; at < afterwards.length; at += 7) again.push(bodyOf(afterwards.slice(at, at + 7)));
sent += await live(again);
const seconds = (performance.now() - started) / 1000;
const [row] = await store.read({
  text: 'SELECT toFloat64(count()) AS rows, toFloat64(uniqExact(event_id)) AS ids FROM events',
  params: {},
});
await store.close();
folder.remove();
const { rows, ids } = row;
process.stdout.write(
  `${count} events, sent ${sent} times in all over two lives of the collector in ${seconds.toFixed(1)} s: ${ids} stored, ${rows - ids} of them twice, ${count - ids} lost.\n`,
);
process.exitCode = ids === count && rows === ids ? 0 : 1;

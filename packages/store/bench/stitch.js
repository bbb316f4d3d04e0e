// What bringing journeys up to date costs: node packages/store/bench/stitch.js [--events 2000000,4000000,10000000] [--dirty 20000] [--rounds 3] [--whose recent|any]
// An embedded ClickHouse of its own over generated events, the same every time; needs the build (dist). One table row a history:
// what the whole history cost (the baseline), and what the same number of dirty persons costs beside it. CPU is that of the
// process, waiting merges held back while it is measured. `recent` dirties visitors of the last 30 days, `any` of all times alike.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileMap } from '@desirepath/engine';
import { DEFAULT_MAP, journeyMapSchema } from '@desirepath/schema';
import { connectEmbedded } from '../dist/connect-embedded.js';
import { migrate } from '../dist/migrate.js';
import { stitchSite } from '../dist/stitch-site.js';
import { touchpointNames } from '../dist/touchpoint-names.js';

const argument = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const histories = argument('events', '2000000,4000000,10000000').split(',').map(Number);
const dirty = Number(argument('dirty', '20000'));
const rounds = Number(argument('rounds', '3'));
const recent = argument('whose', 'recent') === 'recent';

const EVENTS_A_VISITOR = 10;
const VISITORS_A_FRAME = 1000;
const DAY = 86_400_000;
const HISTORY_DAYS = 180;
const START = Date.UTC(2026, 0, 1);
const NAMES = [
  'page_view',
  'page_view',
  'page_view',
  'view_item_list',
  'select_item',
  'view_item',
  'view_item',
  'view_item',
  'search',
  'add_to_cart',
  'view_cart',
  'begin_checkout',
  'add_payment_info',
  'purchase',
  'remove_from_cart',
  'scroll',
];
const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const site = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: [] };

/**
 * Events of visitors whose ids are, as the tag makes them, ordered by their birth: one in ten identified, two to a person.
 * @param visitor SQL over `number`: the visitor's number
 * @param event SQL over `number`: which of the visitor's events it is
 */
function eventsSql(count, visitor, event, frame, visitors) {
  const ms = "fromUnixTimestamp64Milli(ms, 'UTC')";
  return `INSERT INTO events (site, visitor_id, event_id, name, client_time, time, sent_time, received_time, seq, user_id, host, path, url,
  referrer, channel, source, device, browser, os, country, language, order_id, value, currency, props, lane, sdk, frame)
SETTINGS async_insert = 0, max_partitions_per_insert_block = 0, max_insert_block_size = 1000000, min_insert_block_size_rows = 1000000
WITH toUInt64(${visitor}) AS v, toUInt64(${event}) AS e, cityHash64(v, e) AS h, cityHash64(v) AS g,
  ${START} + intDiv(v * ${HISTORY_DAYS * DAY}, ${visitors}) AS born,
  born + intDiv(e, 4) * ${DAY} * (1 + g % 5) + (e % 4) * 60000 + h % 50000 AS ms,
  lower(concat(leftPad(hex(born), 12, '0'), hex(sipHash128(v)))) AS id,
  arrayElement([${NAMES.map((name) => `'${name}'`)}], h % ${NAMES.length} + 1) AS what
SELECT 'shop', concat(substring(id, 1, 8), '-', substring(id, 9, 4), '-7', substring(id, 13, 3), '-8', substring(id, 16, 3), '-', substring(id, 19, 12)),
  reinterpretAsUUID(sipHash128(v, e)), what, ${ms}, ${ms}, ${ms}, ${ms}, e,
  if(g % 10 = 0 AND e >= 3, concat('person ', toString(intDiv(v, 20))), ''),
  'shop.example', concat('/p/', toString(h % 5000)), concat('https://shop.example/p/', toString(h % 5000)), if(e % 4 = 0, 'https://search.example/', ''),
  if(e % 4 = 0, ['search', 'direct', 'email', 'social'][g % 4 + 1], ''), if(e % 4 = 0, ['search', '', 'newsletter', 'pictures'][g % 4 + 1], ''),
  ['mobile', 'desktop'][g % 2 + 1], 'Chrome', 'Android', 'DE', 'de',
  if(what = 'purchase', concat('o', toString(h % 100000000)), ''), toDecimal64(if(what = 'purchase', 19.9, 0), 4), if(what = 'purchase', 'EUR', ''),
  map('template', 'plain'), 'browser', 'bench', concat('${frame}', toString(intDiv(number, ${VISITORS_A_FRAME})))
FROM numbers(${count})`;
}

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** A connection that adds up the CPU seconds of its statements by what they are for. */
function measured(connection, phases) {
  const timed = (work) => async (sql) => {
    const phase = phaseOf(sql.text);
    const begun = cpuSeconds();
    try {
      return await work(sql);
    } finally {
      phases[phase] = (phases[phase] ?? 0) + cpuSeconds() - begun;
    }
  };
  return { ...connection, rows: timed(connection.rows), run: timed(connection.run) };
}

function phaseOf(text) {
  if (/^INSERT INTO journeys[\s\S]*NOT IN/.test(text)) return 'bury';
  if (text.startsWith('INSERT INTO journeys')) return 'encode';
  if (text.startsWith('INSERT INTO dirty')) return 'mark';
  if (/FROM dirty/.test(text)) return 'take up';
  return 'other';
}

async function stitch(connection) {
  const phases = {};
  const watched = measured(connection, phases);
  const begun = cpuSeconds();
  const since = performance.now();
  const report = await stitchSite(watched, touchpointNames(watched), site);
  return { ...report, cpu: cpuSeconds() - begun, ms: performance.now() - since, phases };
}

async function benchHistory(events) {
  const path = mkdtempSync(join(tmpdir(), 'desirepath-stitch-'));
  const connection = await connectEmbedded(path, 'desirepath');
  const run = (text) => connection.run({ text, params: {} });
  const visitors = events / EVENTS_A_VISITOR;
  try {
    await migrate(connection);
    await touchpointNames(connection).add('shop', NAMES);
    const portion = 1_000_000;
    for (let from = 0; from < events; from += portion) {
      const at = `(${from} + number)`;
      await run(
        eventsSql(
          Math.min(portion, events - from),
          `intDiv(${at}, ${EVENTS_A_VISITOR})`,
          `${at} % ${EVENTS_A_VISITOR}`,
          `history ${from} `,
          visitors,
        ),
      );
    }
    const whole = await stitch(connection);
    const [{ journeys }] = await connection.rows({
      text: 'SELECT count() AS journeys FROM journeys FINAL WHERE deleted = 0',
      params: {},
    });
    if (journeys !== whole.journeys) throw new Error(`${whole.journeys} journeys were made, ${journeys} are there.`);
    await run('SYSTEM STOP MERGES');
    const pool = recent ? Math.round((visitors * 30) / HISTORY_DAYS) : visitors;
    const again = [];
    for (let k = 1; k <= rounds; k++) {
      // Every so many-th visitor of the pool: exactly as many persons' visitors as asked for, each with one more event.
      const step = Math.floor(pool / dirty);
      if (step < 1) throw new Error(`${dirty} dirty visitors are more than the ${pool} there are.`);
      await run(
        eventsSql(
          dirty,
          `${visitors - pool} + number * ${step} + ${k % step}`,
          `${EVENTS_A_VISITOR + k}`,
          `late ${k} `,
          visitors,
        ),
      );
      again.push(await stitch(connection));
    }
    again.sort((a, b) => a.cpu - b.cpu);
    return { whole, again };
  } finally {
    await connection.close();
    rmSync(path, { recursive: true, force: true });
  }
}

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ' ');
const line = (cells) =>
  process.stdout.write(`${cells.map((cell, i) => String(cell).padStart(i === 0 ? 12 : 9)).join('')}\n`);
const PHASES = ['take up', 'encode', 'bury', 'mark', 'other'];

process.stdout.write(
  `${grouped(dirty)} dirty visitors ${recent ? 'of the last 30 days' : 'of all times'}; CPU seconds, the middle one of ${rounds} rounds\n`,
);
line(['events', 'whole', 'persons', 'again', 'worst', 'share', ...PHASES, 'ms']);
const results = [];
for (const events of histories) {
  const { whole, again } = await benchHistory(events);
  const middle = again[Math.floor(again.length / 2)];
  const worst = again.at(-1);
  results.push({ events, whole_cpu_s: whole.cpu, rounds: again });
  line([
    grouped(events),
    whole.cpu.toFixed(1),
    middle.persons,
    middle.cpu.toFixed(2),
    worst.cpu.toFixed(2),
    `${((100 * middle.cpu) / whole.cpu).toFixed(1)} %`,
    ...PHASES.map((phase) => (middle.phases[phase] ?? 0).toFixed(3)),
    Math.round(middle.ms),
  ]);
}
const least = results[0];
for (const { events, rounds: again } of results.slice(1)) {
  const of = (list) => list[Math.floor(list.length / 2)].cpu;
  process.stdout.write(
    `history x${(events / least.events).toFixed(1)}: the same number of dirty persons cost x${(of(again) / of(least.rounds)).toFixed(2)}\n`,
  );
}
writeFileSync(
  new URL('./stitch.json', import.meta.url),
  `${JSON.stringify({ dirty, recent, results }, undefined, 2)}\n`,
);

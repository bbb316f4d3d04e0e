// What the tag costs a page, beside other trackers in the same interleaved run: pnpm bench sdk [--rounds N]
// [--only NAMES of rivals, or none] [--rivals FOLDER] [--json FILE]. CPU is the main thread's own time (threadTicks).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { launchBrowser, tempDir } from '@desirepath/testing';
import { buildRivals } from './rivals/build-rivals.js';
import { difference, median } from './visits/difference.js';
import { serve } from './visits/serve.js';
import { tasksOf } from './visits/tasks.js';
import { visit } from './visits/visit.js';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';
/** A task that takes longer keeps the shopper waiting, ms. */
const LONG = 50;
const reports = fileURLToPath(new URL('../../../reports/bench-sdk.json', import.meta.url));
const { values: asked } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    rivals: { type: 'string' },
    json: { type: 'string', default: reports },
  },
});
const say = (text) => process.stdout.write(`${text}\n`);
const dist = (file) => readFileSync(new URL(`../dist/${file}`, import.meta.url));
const weight = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

const shop = await serve();
const nothing = '<script>window.bench = () => {}</script>';
const least = `<script defer src="${shop.host}/least.js" data-site="bench"></script>${nothing}`;
const ours = (more) => `<script defer src="${shop.host}/dp.js" data-site="bench" ${more}></script>
  <script>window.bench = (name, params) => desirepath("event", name, params)</script>`;
const candidate = (name, version, scripts, head) => ({
  name,
  version,
  head,
  bytes: scripts.reduce((sum, text) => sum + weight(text), 0),
});
const [core, vitals, experience] = ['dp.js', 'dp-vitals.js', 'dp-experience.js'].map((file) => {
  shop.files.set(`/${file}`, dist(file));
  return dist(file);
});
shop.files.set('/empty.js', Buffer.from(''));
shop.files.set('/least.js', readFileSync(new URL('visits/least.js', import.meta.url)));
const all = [core, vitals, experience];
const candidates = [
  candidate('none', 'the same page without a tag; its own figures', [], nothing),
  candidate('empty', 'an empty script', [], `<script defer src="${shop.host}/empty.js"></script>${nothing}`),
  candidate('least', 'what any such tag asks of the browser, and nothing else', [], least),
  candidate('desirepath', 'dp.js', [core], ours('data-vitals="off" data-experience="off"')),
  candidate('desirepath-all', 'dp.js, dp-vitals.js, dp-experience.js', all, ours('')),
];
const temporary = tempDir('desirepath-bench');
if (asked.only !== 'none') {
  say('Installing the rivals from npm …');
  const wanted = asked.only?.split(',');
  for (const rival of buildRivals(asked.rivals ?? temporary.path, shop.host, say, wanted)) {
    const { name, version, text, attributes } = rival;
    shop.files.set(`/${name}.js`, text);
    const head = `<script defer src="${shop.host}/${name}.js" ${attributes}></script>`;
    candidates.push(candidate(name, version, [text], head));
  }
}
for (const { name, head } of candidates) shop.heads.set(name, head);

const browser = await launchBrowser([
  // Neither headless nor automated by its own account: bot filters would drop the events.
  `--user-agent=${CHROME}`,
  '--disable-blink-features=AutomationControlled',
  // Else every new window makes the browser load the four hundred modules of its address bar beside the page.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup',
]);
const load = [loadavg()[0]];
const rounds = Number(asked.rounds);
const visits = new Map(candidates.map(({ name }) => [name, []]));
const tasks = new Map(candidates.map(({ name }) => [name, []]));
for (let round = 0; round < rounds; round++) {
  say(`Round ${round + 1} of ${rounds} …`);
  // Interleaved, so that what else the machine does falls on all alike.
  for (const one of candidates) visits.get(one.name).push(await visit(browser, shop, one));
  for (const one of candidates) tasks.get(one.name).push(await tasksOf(browser, shop, one));
}
load.push(loadavg()[0]);
await browser.close();
shop.close();
temporary.remove();

const results = candidates.map(({ name, version, bytes }) => {
  const bare = visits.get('none');
  const more = (figure) =>
    name === 'none' ? { value: median(bare.map((one) => one[figure])) } : difference(visits.get(name), bare, figure);
  const long = (rate, counts = () => true) =>
    median(tasks.get(name).map((round) => round.filter((task) => task.ms * rate > LONG && counts(task)).length));
  const isOwn = ({ script }) => script > 0;
  return {
    name,
    version,
    brotli_bytes: bytes,
    boot_ms: more('boot'),
    boot_script_ms: more('boot_script'),
    next_ms: more('next'),
    next_script_ms: more('next_script'),
    heap_kb: more('heap'),
    track_ms: more('track'),
    event_ms: more('sending'),
    click_ms: more('click'),
    click_script_ms: more('click_script'),
    bytes_per_event: median(visits.get(name).map(({ bytes: sent }) => sent)),
    longest_script_ms_4x: median(tasks.get(name).map((round) => Math.max(...round.map(({ script }) => script)) * 4)),
    long_tasks_4x: long(4),
    long_tasks_6x: long(6),
    own_long_tasks_4x: long(4, isOwn),
    own_long_tasks_6x: long(6, isOwn),
  };
});
const [{ model }] = cpus();
const machine = { processors: cpus().length, model, load, node: process.version, browser: browser.version() };
mkdirSync(dirname(asked.json), { recursive: true });
writeFileSync(
  asked.json,
  `${JSON.stringify({ rounds, machine, rows: results, rounds_measured: Object.fromEntries(visits) }, null, 2)}\n`,
);

const between = ({ value, notch }, digits) =>
  `${value.toFixed(digits)}${notch === undefined ? '' : ` ±${notch.toFixed(digits)}`}`;
const columns = [
  ['', 14, (row) => row.name],
  ['B', 6, (row) => `${row.brotli_bytes}`],
  ['boot ms', 10, (row) => between(row.boot_ms, 1)],
  ['script', 9, (row) => between(row.boot_script_ms, 1)],
  ['next ms', 10, (row) => between(row.next_ms, 1)],
  ['script', 9, (row) => between(row.next_script_ms, 1)],
  ['heap KB', 7, (row) => row.heap_kb.value.toFixed(0)],
  ['track µs', 8, (row) => (row.track_ms.value * 1000).toFixed(0)],
  ['event ms', 8, (row) => row.event_ms.value.toFixed(3)],
  ['click ms', 11, (row) => between(row.click_ms, 2)],
  ['script', 11, (row) => between(row.click_script_ms, 2)],
  ['B/event', 7, (row) => row.bytes_per_event.toFixed(0)],
  ['task 4x', 7, (row) => row.longest_script_ms_4x.toFixed(1)],
  ['long 4x', 7, (row) => `${row.long_tasks_4x}`],
  ['6x', 3, (row) => `${row.long_tasks_6x}`],
  ['own 4x', 6, (row) => `${row.own_long_tasks_4x}`],
  ['6x', 3, (row) => `${row.own_long_tasks_6x}`],
];
const line = (cells) => cells.map((text, at) => (at ? text.padStart(columns[at][1]) : text.padEnd(columns[0][1])));
say(line(columns.map(([title]) => title)).join(' '));
for (const row of results) say(line(columns.map(([, , text]) => text(row))).join(' '));
say(`Medians of ${rounds} rounds; but for none, what a page costs more than without a tag, ± the notch of a box plot.
script: the part spent in scripts. next: a page later, with the script in the cache. click: of forty in a row, with what is sent of them.
task 4x: the longest that its scripts take in one task, ms at a quarter of the speed; long: tasks over ${LONG} ms, the page's own too;
own: those of them in which a script of the candidate ran.
Load ${load.map((one) => one.toFixed(1)).join(' to ')} on ${machine.processors} processors. ${asked.json}`);
for (const { name, version } of results) say(`${name}: ${version}`);

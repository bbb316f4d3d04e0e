// Questions on journeys against the shapes that analytics products use, on the same generated data in the same embedded
// ClickHouse: pnpm bench engine [--events N] [--quick] [--data DIR] [--only data|comparisons|questions] [--runs N] [--json FILE]. Counts are
// equal before any ratio is printed. --data keeps what was generated, to be asked again; it must end in a folder of its own.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compileMap } from '@desirepath/engine';
import { DEFAULT_MAP, journeyMapSchema } from '@desirepath/schema';
import { ask } from '../dist/ask.js';
import { connectEmbedded } from '../dist/connect-embedded.js';
import { migrate } from '../dist/migrate.js';
import { stitchSite } from '../dist/stitch-site.js';
import { touchpointNames } from '../dist/touchpoint-names.js';
import { measure, memoryNeeded } from './engine/measure.js';
import { questions, STEPS } from './engine/questions.js';
import {
  arrayPaths,
  leadGraph,
  makeRivals,
  nestedWindows,
  windowFunnel,
  windowFunnelOfVisits,
} from './engine/rivals.js';
import { makeShoppers, NOW } from './engine/shoppers.js';

const { values: given } = parseArgs({
  options: {
    events: { type: 'string', default: '20000000' },
    quick: { type: 'boolean', default: false },
    data: { type: 'string' },
    only: { type: 'string' },
    runs: { type: 'string', default: '3' },
    json: { type: 'string', default: fileURLToPath(new URL('../../../reports/bench-engine.json', import.meta.url)) },
  },
});
const wanted = given.quick ? 2_000_000 : Number(given.events);
const runs = Number(given.runs);
const folder = given.data ?? mkdtempSync(join(tmpdir(), 'desirepath-bench-'));
const say = (line) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
/** Everything, unless one part is asked for. */
const doing = (part) => given.only === undefined || given.only === part;
const DAY = 86_400_000;
const WINDOW = 14;
/** Longer than the whole data: a window that binds nobody. */
const LONG = 400;

const connection = await connectEmbedded(folder, 'desirepath');
const names = touchpointNames(connection);
const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const site = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map };
const one = async (text) => (await connection.rows({ text, params: {} }))[0];
const asked = (plan, now = NOW) => ask(connection, names, site, plan, now);

async function prepare() {
  await migrate(connection);
  await makeShoppers(connection, wanted, say);
  await names.add('shop', ['page_view', 'error']);
  for (let left = true; left; ) {
    ({ left } = await stitchSite(connection, names, site, { portions: 10 }));
    say('journeys made');
  }
  const { there } = await one(
    "SELECT count() AS there FROM system.tables WHERE database = 'desirepath' AND name = 'rival_visits'",
  );
  // Merged, as tables are that nothing was written to for a while: theirs and ours.
  for (const table of [
    'events',
    'links',
    'journeys',
    'stitched_maps',
    'touchpoint_names',
    ...(there ? [] : ['rivals']),
  ]) {
    if (table === 'rivals') await makeRivals(connection, map.touchpoints, say);
    else await merge(table);
  }
  for (const table of ['rival_events', 'rival_visits', 'rival_overrides']) await merge(table);
}

async function merge(table) {
  const { parts } = await one(
    `SELECT max(parts) AS parts FROM (SELECT count() AS parts FROM system.parts WHERE active AND database = 'desirepath' AND table = '${table}' GROUP BY partition)`,
  );
  if (parts < 2) return;
  await connection.run({
    text: `OPTIMIZE TABLE ${table} FINAL SETTINGS mutations_sync = 1, alter_sync = 1`,
    params: {},
  });
  say(`${table} merged`);
}

// Counts alone, since that is what the others give.
const counts = async (by, window, steps = STEPS) => {
  const within = window === undefined ? {} : { window: `${window}d` };
  const answer = await asked({ plan: 'funnel', by, steps, medians: false, ...within });
  return answer.steps.map(({ count }) => count);
};
// A year later, when all is over: theirs do not tell those that may still go on.
const paths = async () => {
  const answer = await asked({ plan: 'paths' }, NOW + 365 * DAY);
  return settled(answer.paths.map(({ count, touchpoints }) => [count, touchpoints.join(' > ')]));
};
/** Those of which it is sure that they are among the first: of as many as the last has, others may be left out. Alike ones in one order. */
const settled = (counted) =>
  counted
    .filter(([count]) => count > counted.at(-1)[0])
    .map(([count, way]) => `${String(count).padStart(12)} ${way}`)
    .sort();
const graph = async () =>
  (await asked({ plan: 'graph' })).edges
    .map(
      ({ from, to, transitions, median_ms: median, p90_ms: p90 }) => `${from} > ${to} ${transitions} ${median} ${p90}`,
    )
    .sort();

const COMPARISONS = [
  ...[
    ['windowFunnel', 10, windowFunnel],
    ['nested windows', 20, nestedWindows],
  ].map(([rival, goal, ask]) => [
    'persons in 4 steps within 14 days',
    rival,
    goal,
    () => counts('person', WINDOW),
    () => ask(connection, STEPS, WINDOW * DAY),
  ]),
  [
    'persons in 4 steps, window binds nobody',
    'windowFunnel',
    50,
    () => counts('person', LONG),
    () => windowFunnel(connection, STEPS, LONG * DAY),
  ],
  [
    'journeys in 4 steps within 14 days',
    'windowFunnel',
    10,
    () => counts('journey', WINDOW),
    () => windowFunnelOfVisits(connection, STEPS, WINDOW * DAY),
  ],
  [
    'journeys in 4 steps, window binds nobody',
    'windowFunnel',
    50,
    () => counts('journey', LONG),
    () => windowFunnelOfVisits(connection, STEPS, LONG * DAY),
  ],
  ['top paths', 'arrays of events', 50, paths, async () => settled(await arrayPaths(connection, 6, 20))],
  ['directly-follows graph with times', 'lead() with times', 10, graph, () => leadGraph(connection)],
];

async function compare() {
  const results = [];
  const known = new Map();
  const once = async (name, work) => {
    if (!known.has(name)) known.set(name, await measure(work, runs));
    return known.get(name);
  };
  for (const [question, rival, goal, ours, theirs] of COMPARISONS) {
    const a = await once(question, ours);
    const b = await once(`${question} ${rival}`, theirs);
    assert.deepEqual(a.result, b.result, `${question}: ${rival}`);
    const row = { question, rival, goal, ours: timesOf(a), theirs: timesOf(b), ratio: b.cpu_ms / a.cpu_ms };
    results.push(row);
    say(`${question}, ${rival}: ${b.cpu_ms.toFixed(0)} / ${a.cpu_ms.toFixed(0)} = ${row.ratio.toFixed(1)}`);
  }
  const many = Array.from({ length: 64 }, (_, i) => STEPS[i % STEPS.length]);
  for (const window of [undefined, WINDOW]) {
    const [short, long] = [
      await measure(() => counts('journey', window), runs),
      await measure(() => counts('journey', window, many), runs),
    ];
    results.push({
      question: `64 steps${window === undefined ? '' : ` within ${window} days`}`,
      rival: 'our own 4 steps',
      goal: 1 / 2,
      ours: timesOf(long),
      theirs: timesOf(short),
      ratio: short.cpu_ms / long.cpu_ms,
    });
    say(`64 steps: ${long.cpu_ms.toFixed(0)} against ${short.cpu_ms.toFixed(0)}`);
  }
  return results;
}

async function askEverything() {
  const results = [];
  for (const [question, plan] of questions()) {
    const work = () => asked(plan);
    let row;
    try {
      const { cpu_ms, wall_ms } = await measure(work, runs);
      row = { question, cpu_ms, wall_ms, memory_mb: await memoryNeeded(connection, work) };
    } catch (error) {
      row = { question, failed: String(error).slice(0, 200) };
    }
    results.push(row);
    say(JSON.stringify(row));
  }
  return results;
}

const timesOf = ({ cpu_ms, wall_ms }) => ({ cpu_ms, wall_ms });
const cell = (value, width, digits = 0) =>
  (typeof value === 'number' ? value.toFixed(digits) : String(value ?? '-')).padStart(width);

function print({ size, comparisons, questions: all }) {
  const lines = [
    `${size.events} events, ${size.visitors} visitors, ${size.persons} persons, ${size.journeys} journeys, ${size.sequences} different sequences; CPU and elapsed ms of the better of ${runs} runs`,
  ];
  if (comparisons.length > 0) {
    lines.push(
      '',
      `${''.padEnd(42)}${'against'.padEnd(20)}${'CPU'.padStart(8)}${'theirs'.padStart(9)}${'ratio'.padStart(8)}${'wanted'.padStart(8)}`,
    );
  }
  for (const { question, rival, ours, theirs, ratio, goal } of comparisons) {
    lines.push(
      `${question.padEnd(42)}${rival.padEnd(20)}${cell(ours.cpu_ms, 8)}${cell(theirs.cpu_ms, 9)}${cell(ratio, 8, 1)}${cell(goal, 8, goal < 1 ? 1 : 0)}${ratio >= goal ? '' : '  missed'}`,
    );
  }
  if (all.length > 0)
    lines.push('', `${'question'.padEnd(52)}${'CPU'.padStart(8)}${'elapsed'.padStart(9)}${'memory, MB'.padStart(12)}`);
  for (const { question, cpu_ms, wall_ms, memory_mb, failed } of all) {
    lines.push(
      failed === undefined
        ? `${question.padEnd(52)}${cell(cpu_ms, 8)}${cell(wall_ms, 9)}${cell(memory_mb === null ? '> 4000' : `< ${memory_mb}`, 12)}`
        : `${question.padEnd(52)} failed: ${failed}`,
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

try {
  await prepare();
  const size =
    await one(`SELECT (SELECT count() FROM events) AS events, (SELECT uniqExact(visitor_id) FROM events) AS visitors,
    count() AS journeys, uniqExact(person_id) AS persons, uniqExact(s) AS sequences FROM journeys FINAL WHERE deleted = 0`);
  await connection.run({ text: 'SYSTEM STOP MERGES', params: {} });
  // What a question has found out about the data must not help the same question asked again.
  await connection.run({ text: 'SET use_query_condition_cache = 0', params: {} });
  const report = {
    size,
    comparisons: doing('comparisons') ? await compare() : [],
    questions: doing('questions') ? await askEverything() : [],
  };
  mkdirSync(dirname(given.json), { recursive: true });
  writeFileSync(given.json, `${JSON.stringify(report, null, 2)}\n`);
  print(report);
} finally {
  await connection.close();
  if (given.data === undefined) rmSync(folder, { recursive: true, force: true });
}

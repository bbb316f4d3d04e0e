// How fast journeys are aligned: node packages/engine/bench/conformance.js [--persons N] [--json]
// The store's part runs in an embedded ClickHouse of its own. Needs the build (dist). Fixed seeds: the same work every time. Times are of one core, the best of three runs.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { DEFAULT_MAP, journeyMapSchema, planSchema } from '@desirepath/schema';
import { createChdbConnection } from 'chdb/connection';
import { alignVariants } from '../dist/conformance/align-variants.js';
import { compileAutomaton } from '../dist/conformance/automaton.js';
import { mapProcess } from '../dist/conformance/map-process.js';
import { measure } from '../dist/conformance/measure.js';
import { VariantTallies } from '../dist/conformance/variant-tallies.js';
import { compileMap } from '../dist/map/compile-map.js';
import { compilePlan } from '../dist/questions/compile-plan.js';

const argument = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const persons = argument('persons', 1_000_000);

/** mulberry32: whole numbers below n. */
function dice(seed) {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * n);
  };
}

/** The least time of three runs, ms. */
function best(work) {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run++) {
    const begun = performance.now();
    work(run);
    least = Math.min(least, performance.now() - begun);
  }
  return least;
}

/** A shopper's way: page after page, most leave early, some come back, and now and then something off the map. */
function shopper(roll) {
  let way = '';
  const put = (code) => {
    way += String.fromCharCode(code);
    if (roll(12) === 0) way += String.fromCharCode(roll(3) === 0 ? 121 + roll(8) : 1 + roll(20));
  };
  const several = (codes, most) => {
    for (let n = 1 + Math.floor(roll(most * most) / most); n > 0; n--) put(codes[roll(codes.length)]);
  };
  if (roll(3) === 0) put(1 + roll(3));
  several([4], 3);
  if (roll(10) < 4) return way;
  several([5, 6, 7, 7, 7], 7);
  if (roll(10) < 6) return way;
  several([9, 9, 10, 11, 7], 4);
  if (roll(10) < 5) return way;
  put(12);
  if (roll(4) > 0) put(13);
  if (roll(4) > 0) put(14);
  if (roll(10) < 4) return way;
  put(16);
  while (roll(3) === 0) put(17 + roll(5));
  return way;
}

/** Persons by variant, as the store hands them over. */
function counted(count, seed) {
  const roll = dice(seed);
  const journeys = new Map();
  for (let person = 0; person < count; person++) {
    const variant = shopper(roll);
    journeys.set(variant, (journeys.get(variant) ?? 0) + 1);
  }
  const variants = [...journeys.keys()].sort();
  const over = new VariantTallies(variants.length);
  for (const [i, variant] of variants.entries()) over.add(i, journeys.get(variant) ?? 0, 0);
  return { variants, over, open: new VariantTallies(0) };
}

/** A process of about so many states: a chain of blocks of every kind over 60 activities. */
function largeProcess(states) {
  let symbol = 0;
  const step = () => ({ kind: 'step', symbol: 1 + (symbol++ % 60) });
  const silent = { kind: 'silent' };
  const parts = [];
  for (;;) {
    const made = [
      { kind: 'choice', parts: [step(), { kind: 'sequence', parts: [step(), step()] }, silent] },
      { kind: 'parallel', parts: [step(), { kind: 'choice', parts: [step(), silent] }, step()] },
      { kind: 'loop', body: { kind: 'sequence', parts: [step(), step()] }, redo: step() },
      { kind: 'sequence', parts: [step(), step()] },
    ];
    parts.push(made[parts.length % made.length]);
    const process = { kind: 'sequence', parts };
    if (compileAutomaton(process).size >= states) return process;
  }
}

/** A run through a process, with mistakes. */
function walk(process, roll) {
  const run = (part) => {
    switch (part.kind) {
      case 'silent':
        return '';
      case 'step':
        return String.fromCharCode(roll(10) === 0 ? 1 + roll(62) : part.symbol);
      case 'choice':
        return run(part.parts[roll(part.parts.length)]);
      case 'loop':
        return run(part.body) + (roll(3) === 0 ? run(part.redo) + run(part.body) : '');
      default:
        return part.parts.map(run).join('');
    }
  };
  const way = run(process);
  return roll(2) === 0 ? way : way.slice(0, roll(way.length));
}

const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const stages = [];
for (const { code, stage } of map.touchpoints) stages[code] = stage;
const automaton = compileAutomaton(mapProcess(map));

const population = counted(persons, 1);
let fitness = 0;
// A key of its own each time: nothing is remembered from the run before.
const allMs = best((run) => {
  const { fitnessSum } = measure({ ...automaton, key: `run ${run}` }, stages, population);
  fitness = fitnessSum / persons;
});
const againMs = best(() => measure({ ...automaton, key: 'run 2' }, stages, population));

/** The plan `conformance` over a table with the same persons: the first answer, and the next one. */
async function throughTheStore() {
  const path = mkdtempSync(join(tmpdir(), 'desirepath-bench-'));
  const client = createClient({
    connection: createChdbConnection({ path }),
    clickhouse_settings: { async_insert: 0, output_format_json_quote_64bit_integers: 0 },
  });
  try {
    const migration = readFileSync(
      new URL('../../../clickhouse/migrations/0004_journeys.sql', import.meta.url),
      'utf8',
    );
    const statements = migration.replaceAll(/--.*$/gm, '').split(';');
    for (const query of ['CREATE DATABASE desirepath', 'USE desirepath', ...statements]) {
      if (query.trim() !== '') await client.command({ query });
    }
    await client.command({ query: 'CREATE TABLE staged (s String, n UInt32) ENGINE = Memory' });
    await client.insert({
      table: 'staged',
      values: population.variants.map((variant, i) => ({
        s: Buffer.from(variant, 'latin1').toString('hex'),
        n: population.over.journeys(i),
      })),
      format: 'JSONEachRow',
    });
    await client.command({
      query: `INSERT INTO journeys (site, map_version, person_id, number, start, end, closed, s, d, goal_at, orders,
        order_values, order_currencies, version)
      SELECT 'shop', '${map.version}', 'v:' || toString(rowNumberInAllBlocks()) AS person, copy + 1,
        toDateTime64('2026-01-01', 3, 'UTC') AS begun, begun, 1, unhex(staged.s) AS way, range(length(way)),
        if(position(way, unhex('10')) > 0, 1, -1) AS goal, if(goal > 0, [person], []), if(goal > 0, [20], []),
        if(goal > 0, ['EUR'], []), 1
      FROM staged ARRAY JOIN range(n) AS copy`,
    });
    const context = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: [], now: Date.UTC(2026, 5, 1) };
    const journeys = {
      text: "SELECT * FROM journeys FINAL WHERE site = 'shop' AND map_version = {j_map:String} AND deleted = 0",
      params: { j_map: map.version },
    };
    const ask = async () => {
      const question = compilePlan(planSchema.parse({ plan: 'conformance' }), { ...context, journeys });
      const rows = {};
      for (const [name, { text, params }] of Object.entries(question.queries)) {
        const result = await client.query({ query: text, query_params: params, format: 'JSONEachRow' });
        rows[name] = await result.json();
      }
      return question.answer(rows);
    };
    const times = [];
    let answer;
    for (let run = 0; run < 2; run++) {
      const begun = performance.now();
      answer = await ask();
      times.push(performance.now() - begun);
    }
    if (answer.journeys !== persons || Math.abs(answer.fitness.average - fitness) > 1e-9) {
      throw new Error(
        `The plan says ${answer.journeys} journeys and ${answer.fitness.average}, the aligner ${persons} and ${fitness}.`,
      );
    }
    return times;
  } finally {
    await client.close();
    rmSync(path, { recursive: true, force: true });
  }
}
const [storeMs, storeAgainMs] = await throughTheStore();

const large = largeProcess(200);
const model = compileAutomaton(large);
const roll = dice(2);
const set = new Set();
while (set.size < 1500) set.add(walk(large, roll));
const hard = [...set].sort();
let moved = 0;
const hardMs = best(() => {
  moved = 0;
  alignVariants(model, hard, (_, __, moves) => {
    moved += moves(false).length;
  });
});

// Time against trie nodes: a line through the origin and a free one, least squares.
const points = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1].map((share) => {
  const { variants } = counted(Math.round(persons * share), 3);
  let nodes = 0;
  const ms = best(() => {
    nodes = alignVariants(automaton, variants, () => undefined).nodes;
  });
  return { persons: Math.round(persons * share), variants: variants.length, nodes, ms };
});
const mean = (pick) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
const [x, y] = [mean(({ nodes }) => nodes), mean(({ ms }) => ms)];
const slope = mean(({ nodes, ms }) => (nodes - x) * (ms - y)) / mean(({ nodes }) => (nodes - x) ** 2);
const offset = y - slope * x;
const explained =
  1 -
  mean(({ nodes, ms }) => (ms - offset - slope * nodes) ** 2) /
    Math.max(
      1e-9,
      mean(({ ms }) => (ms - y) ** 2),
    );

const result = {
  population: {
    persons,
    variants: population.variants.length,
    states: automaton.size,
    average_fitness: fitness,
    ms: allMs,
    ms_again: againMs,
    store_ms: storeMs,
    store_ms_again: storeAgainMs,
  },
  large_model: {
    states: model.size,
    variants: hard.length,
    touchpoints: hard.reduce((sum, variant) => sum + variant.length, 0),
    moves: moved,
    ms: hardMs,
  },
  fit: { points, ns_per_node: slope * 1e6, offset_ms: offset, r_squared: explained },
};
if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
} else {
  const { population: all, large_model: hardest, fit } = result;
  process.stdout.write(
    `${[
      `${all.persons} persons, ${all.variants} variants, ${all.states} states: ${all.ms.toFixed(0)} ms with every deviation, ${all.ms_again.toFixed(0)} ms when asked again; average fitness ${all.average_fitness.toFixed(6)}`,
      `the same as a plan, with ClickHouse: ${all.store_ms.toFixed(0)} ms, ${all.store_ms_again.toFixed(0)} ms when asked again`,
      `${hardest.variants} variants of ${hardest.touchpoints} touchpoints against ${hardest.states} states: ${hardest.ms.toFixed(0)} ms with all ${hardest.moves} moves`,
      '',
      'persons     variants      nodes        ms   ns/node',
      ...fit.points.map(
        (point) =>
          `${String(point.persons).padEnd(10)}${String(point.variants).padStart(10)}${String(point.nodes).padStart(11)}${point.ms.toFixed(1).padStart(10)}${((point.ms * 1e6) / point.nodes).toFixed(0).padStart(10)}`,
      ),
      `time = ${fit.offset_ms.toFixed(1)} ms + ${fit.ns_per_node.toFixed(0)} ns a node, R2 = ${fit.r_squared.toFixed(4)}`,
    ].join('\n')}\n`,
  );
}

// What the constraint and the changes say of a real table, week by week: pnpm bench incidents [--file CSV] [--mapping FILE]
// [--map FILE] [--segment-by device] [--history 8] [--accept]. Imports it (ecom-events unless told) into a folder of its own and
// asks about every whole week as it looks now that all windows have passed. Asked as it stands, it compares what is named with
// incidents.json beside this file, and writes all that was said there: on a difference it ends with 1 and leaves the file alone,
// unless it is told to accept it.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openDataFolder } from '../dist/data-folder/open-data-folder.js';
import { openRuntime } from '../dist/server/open-runtime.js';

const WEEK = 7 * 86_400_000;
const root = fileURLToPath(new URL('../../..', import.meta.url));
const { values, tokens } = parseArgs({
  tokens: true,
  options: {
    accept: { type: 'boolean', default: false },
    file: { type: 'string', default: join(root, '../shared/data/ecom-events.csv.gz') },
    mapping: { type: 'string', default: join(root, 'examples/mappings/ecom-events.yaml') },
    map: { type: 'string', default: join(root, 'examples/mappings/ecom-events-map.yaml') },
    'segment-by': { type: 'string', default: 'device' },
    history: { type: 'string', default: '8' },
  },
});

const scratch = mkdtempSync(join(tmpdir(), 'incidents-'));
const data = join(scratch, 'data');
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const call = ['import', values.file, '--format', 'csv', '--mapping', values.mapping, '--data', data, '--json'];
const imported = spawnSync(process.execPath, [main, ...call], { encoding: 'utf8' });
if (imported.status !== 0) {
  process.stderr.write(imported.stderr);
  process.exit(1);
}
mkdirSync(join(data, 'maps'), { recursive: true });
copyFileSync(values.map, join(data, 'maps', 'incidents.yaml'));
const sites = join(data, 'sites.yaml');
writeFileSync(sites, readFileSync(sites, 'utf8').replace(/^( +)currency:.*$/m, '$&\n$1map: maps/incidents.yaml'));

const warn = (line) => process.stderr.write(`${line}\n`);
const runtime = await openRuntime(openDataFolder(data), { stitch: true, warn });
await runtime.settle();
const site = runtime.context(runtime.sites[0].id);
const ask = (plan) => runtime.store.ask(site, plan, Date.now());
const [{ first, last }] = await runtime.store.read({
  text: 'SELECT toFloat64(toUnixTimestamp64Milli(min(time))) AS first, toFloat64(toUnixTimestamp64Milli(max(time))) AS last FROM events',
  params: {},
});

const weeks = [];
const percent = (share) => `${(100 * share).toFixed(0)} %`;
// Mondays: 5 January 1970 was one.
const monday = Math.ceil((first - 4 * 86_400_000) / WEEK) * WEEK + 4 * 86_400_000;
for (let from = monday; from + WEEK <= last + 2 * 86_400_000; from += WEEK) {
  const period = { from: new Date(from).toISOString(), to: new Date(from + WEEK).toISOString() };
  const judged = await ask({
    plan: 'constraint',
    period,
    segment_by: values['segment-by'],
    history: Number(values.history),
  });
  const { changes, compared } = await ask({ plan: 'changes', period });
  const { constraint, throughput, sentence, candidates, caveats } = judged;
  const told = constraint ?? candidates.toSorted((a, b) => b.probability - a.probability)[0];
  weeks.push({
    week: period.from.slice(0, 10),
    throughput,
    constraint: constraint?.stage ?? null,
    sentence,
    caveats,
    candidates: candidates.map(({ stage, probability, gain, interval, conversion, reference_conversion, signals }) => ({
      stage,
      probability,
      gain,
      interval,
      conversion,
      reference_conversion,
      signals: signals.filter(({ more }) => more).map(({ signal }) => signal),
    })),
    compared,
    changes,
  });
  process.stdout.write(
    `${[
      period.from.slice(0, 10),
      `${throughput.toFixed(0)} orders`.padStart(9),
      (constraint?.name ?? `(${told?.name ?? ''})`).padEnd(15),
      `P ${percent(told?.probability ?? 0)}`.padEnd(7),
      `G ${(told?.gain ?? 0).toFixed(1)} [${(told?.interval ?? []).map((bound) => bound.toFixed(0)).join(', ')}]`.padEnd(
        18,
      ),
      `${percent(told?.conversion ?? 0)} of ${percent(told?.reference_conversion ?? 0)}`.padEnd(14),
      told?.signals
        .filter(({ more }) => more)
        .map(({ signal }) => signal)
        .join(', ') || '-',
      `| ${changes.map(({ change, touchpoints, journeys_before, journeys }) => `${change} ${touchpoints.join(' > ')} (${journeys_before} -> ${journeys})`).join('; ') || 'no changes'}`,
    ].join('  ')}\n`,
  );
}
await runtime.close();
rmSync(scratch, { recursive: true, force: true });

/** What a week is known for: the stage that is named, or none, and where most of the gap is. */
const findingOf = ({ constraint, sentence }) => {
  const gap = /; (most of the gap is .*)\.$/.exec(sentence);
  return `${constraint ?? 'no clear constraint'}${gap === null ? '' : `, ${gap[1]}`}`;
};
const byWeek = (list) => new Map(list.map((one) => [one.week, findingOf(one)]));

let code = 0;
if (tokens.every((token) => token.kind !== 'option' || token.name === 'accept')) {
  const result = fileURLToPath(new URL('incidents.json', import.meta.url));
  const kept = byWeek(existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')).weeks : []);
  const found = byWeek(weeks);
  for (const week of [...new Set([...kept.keys(), ...found.keys()])].sort()) {
    const [was, is] = [kept.get(week) ?? 'not asked', found.get(week) ?? 'not asked'];
    if (was === is) continue;
    process.stderr.write(`${week}: ${is}; incidents.json has: ${was}\n`);
    code = 1;
  }
  if (code === 0 || values.accept) {
    const all = { history: Number(values.history), segment_by: values['segment-by'], weeks };
    writeFileSync(result, `${JSON.stringify(all, null, 2)}\n`);
    code = 0;
  }
}
// The embedded ClickHouse keeps threads that would hold the process.
process.exit(code);

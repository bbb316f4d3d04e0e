// The engine against independent, naive references, as often as wanted:
// node packages/engine/bench/oracle.js [--pairs N] [--questions N] [--only funnel|conformance|reconciliation]
// Runs the tests named *-oracle.test.ts with more pairs than `test` has time for, each until its first difference, and keeps
// what each came to in oracle.json beside this file: a part that is not run stays as it is.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mergeParts, PARTS } from './oracle-parts.mjs';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '1000000' },
    questions: { type: 'string', default: '10000' },
    only: { type: 'string' },
  },
});
for (const name of ['pairs', 'questions']) {
  if (!/^\d+$/.test(values[name])) {
    process.stderr.write(`--${name} must be a whole number, not "${values[name]}".\n`);
    process.exit(2);
  }
}
if (values.only !== undefined && !(values.only in PARTS)) {
  process.stderr.write(`--only must be one of ${Object.keys(PARTS).join(', ')}, not "${values.only}".\n`);
  process.exit(2);
}
const root = fileURLToPath(new URL('../../..', import.meta.url));
const lines = fileURLToPath(new URL('oracle.lines', import.meta.url));
const result = fileURLToPath(new URL('oracle.json', import.meta.url));

/** Runs a part. Its test tells what it came to when it is through. */
function run(part) {
  rmSync(lines, { force: true });
  const { status } = spawnSync(
    process.execPath,
    [`${root}node_modules/vitest/vitest.mjs`, 'run', `${part}-oracle.test.ts`, '--maxWorkers=1'],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ORACLE_PAIRS: values.pairs, ORACLE_QUESTIONS: values.questions, ORACLE_REPORT: lines },
    },
  );
  const [told] = existsSync(lines) ? readFileSync(lines, 'utf8').trim().split('\n') : [];
  rmSync(lines, { force: true });
  const counted = told === undefined ? { what: part, pairs: 0, seconds: 0 } : JSON.parse(told);
  const differences = status === 0 && told !== undefined ? counted.differences : null;
  return { ...counted, differences, date: new Date().toISOString().slice(0, 10) };
}

const found = {};
for (const part of values.only === undefined ? Object.keys(PARTS) : [values.only]) {
  found[part] = run(part);
  const kept = existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')) : undefined;
  writeFileSync(result, `${JSON.stringify(mergeParts(kept, found), null, 2)}\n`);
}

const row = (what, questions, pairs, differences, seconds, date) =>
  `${what.padEnd(40)}${questions.padStart(12)}${pairs.padStart(12)}${differences.padStart(13)}${seconds.padStart(9)}${date.padStart(12)}\n`;
const { passed, parts } = JSON.parse(readFileSync(result, 'utf8'));
process.stdout.write(row('compared with its definition', 'questions', 'pairs', 'differences', 'seconds', 'date'));
for (const { what, questions = '', pairs, differences, seconds, date } of Object.values(parts)) {
  process.stdout.write(
    row(what, String(questions), String(pairs), String(differences ?? 'unknown'), seconds.toFixed(1), date),
  );
}
process.stdout.write(
  passed ? 'Passed.\n' : 'Not passed: each part has to be there with all that is wanted, without a difference.\n',
);
process.exitCode = Object.values(found).every(({ differences }) => differences === 0) ? 0 : 1;

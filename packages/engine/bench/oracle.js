// The engine against independent, naive references, as often as wanted:
// node packages/engine/bench/oracle.js [--pairs N] [--questions N] [--only funnel|conformance|reconciliation]
// Runs the tests named *-oracle.test.ts with more pairs than `test` has time for, and stops at the first difference.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '1000000' },
    questions: { type: 'string', default: '10000' },
    only: { type: 'string', default: '' },
  },
});
for (const name of ['pairs', 'questions']) {
  if (!/^\d+$/.test(values[name])) {
    process.stderr.write(`--${name} must be a whole number, not "${values[name]}".\n`);
    process.exit(2);
  }
}
const root = fileURLToPath(new URL('../../..', import.meta.url));
const lines = fileURLToPath(new URL('oracle.lines', import.meta.url));
rmSync(lines, { force: true });
const { status } = spawnSync(
  process.execPath,
  [
    `${root}node_modules/vitest/vitest.mjs`,
    'run',
    `${values.only === '' ? '' : `${values.only}-`}oracle.test.ts`,
    '--maxWorkers=1',
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ORACLE_PAIRS: values.pairs, ORACLE_QUESTIONS: values.questions, ORACLE_REPORT: lines },
  },
);
const rows = existsSync(lines)
  ? readFileSync(lines, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
rmSync(lines, { force: true });
const row = (what, questions, pairs, differences, seconds) =>
  `${what.padEnd(40)}${questions.padStart(12)}${pairs.padStart(12)}${differences.padStart(13)}${seconds.padStart(9)}\n`;
process.stdout.write(row('compared with its definition', 'questions', 'pairs', 'differences', 'seconds'));
for (const { what, questions = '', pairs, differences, seconds } of rows) {
  process.stdout.write(row(what, String(questions), String(pairs), String(differences), seconds.toFixed(1)));
}
writeFileSync(new URL('oracle.json', import.meta.url), `${JSON.stringify({ passed: status === 0, rows }, null, 2)}\n`);
process.exitCode = status ?? 1;

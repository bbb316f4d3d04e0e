// The engine against independent, naive references, as often as wanted: node packages/engine/bench/oracle.js [--pairs N]
// Runs the tests named *-oracle.test.ts with more pairs than `test` has time for.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const at = process.argv.indexOf('--pairs');
const pairs = at < 0 ? '1000000' : (process.argv[at + 1] ?? '');
if (!/^\d+$/.test(pairs)) {
  process.stderr.write(`--pairs must be a whole number, not "${pairs}".\n`);
  process.exit(2);
}
const root = fileURLToPath(new URL('../../..', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [`${root}node_modules/vitest/vitest.mjs`, 'run', 'oracle.test.ts', '--disable-console-intercept'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ORACLE_PAIRS: pairs } },
);
process.exitCode = status ?? 1;

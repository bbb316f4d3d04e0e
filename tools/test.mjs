// `pnpm test`: builds, runs every test, and ends with the line that says how many passed and failed, as the runner
// reports them. Arguments go to vitest: `pnpm test packages/engine`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = `${root}reports`;
const report = `${reports}/vitest.json`;

build();
mkdirSync(reports, { recursive: true });
rmSync(report, { force: true });

const vitest = spawn(
  process.execPath,
  [
    `${root}node_modules/vitest/vitest.mjs`,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--reporter=${root}tools/deadline.ts`,
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
);
const [code] = await once(vitest, 'exit');

if (!existsSync(report)) {
  console.log('vitest ended without a report.');
  process.exit(1);
}
const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, testResults } = JSON.parse(
  readFileSync(report, 'utf8'),
);
// A file that fails outside its tests (an import, a hook) has no failed test of its own: it counts as one.
const brokenFiles = testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
).length;
const failed = numFailedTests + brokenFiles;
if (numPendingTests > 0) console.log(`skipped: ${numPendingTests}, each says above why`);
console.log(`tests: ${numPassedTests} passed, ${failed} failed`);
process.exitCode = code === 0 && failed === 0 && numFailedTestSuites === 0 && numPassedTests > 0 ? 0 : 1;

// Everything between a request and a visible row fails at random: pnpm bench faults [--schedules N] [--seed N]
// The same schedules as the test has, only more of them; prints how many events were lost and how many are there twice.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const argument = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : String(Number(process.argv[at + 1]));
};
const { status } = spawnSync(
  process.execPath,
  [`${root}node_modules/vitest/vitest.mjs`, 'run', 'apps/collector/test/faults/faults.test.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      DESIREPATH_FAULT_SCHEDULES: argument('schedules', '200'),
      DESIREPATH_FAULT_SEED: argument('seed', '1'),
    },
  },
);
process.exitCode = status ?? 1;

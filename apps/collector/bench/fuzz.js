// Mutated bodies of every dialect, one process: pnpm bench fuzz [--bodies 10000000] [--seed 1]
// The same as the test does, only more of it; writes fuzz.json.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const argument = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : String(Number(process.argv[at + 1]));
};
const { status } = spawnSync(
  process.execPath,
  [`${root}node_modules/vitest/vitest.mjs`, 'run', 'apps/collector/test/fuzz/fuzz.test.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      DESIREPATH_FUZZ_BODIES: argument('bodies', '10000000'),
      DESIREPATH_FUZZ_SEED: argument('seed', '1'),
      DESIREPATH_FUZZ_REPORT: fileURLToPath(new URL('fuzz.json', import.meta.url)),
    },
  },
);
process.exitCode = status ?? 1;

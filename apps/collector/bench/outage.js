// ClickHouse is away: pnpm bench outage [--minutes 30]
// The same as the test does, only longer: all events of that time, 5 000 a second, sent as fast as they are taken. Writes outage.json.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const at = process.argv.indexOf('--minutes');
const minutes = at < 0 ? 30 : Number(process.argv[at + 1]);
const { status } = spawnSync(
  process.execPath,
  [`${root}node_modules/vitest/vitest.mjs`, 'run', 'apps/collector/test/outage/outage.test.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      DESIREPATH_OUTAGE_SECONDS: String(minutes * 60),
      DESIREPATH_OUTAGE_REPORT: fileURLToPath(new URL('outage.json', import.meta.url)),
    },
  },
);
process.exitCode = status ?? 1;

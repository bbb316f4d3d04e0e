// Everything between a request and a visible row fails at random: pnpm bench faults [--schedules 200] [--seed 1] [--resume]
// The same schedules as the test has, only more of them, in blocks with a ClickHouse of their own; prints how many acknowledged
// events were lost and how many are there twice. --resume goes on where faults.json says the last run came to.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BLOCK = 100;
const SUMS = ['schedules', 'acknowledged', 'faults', 'collectors_killed', 'servers_killed', 'failing_views'];

const root = fileURLToPath(new URL('../../..', import.meta.url));
const result = fileURLToPath(new URL('faults.json', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'faults-'));
const argument = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const say = (text) => process.stdout.write(`${text}\n`);
const wanted = argument('schedules', 200);
const total = process.argv.includes('--resume')
  ? JSON.parse(readFileSync(result, 'utf8'))
  : {
      first_seed: argument('seed', 1),
      ...Object.fromEntries(SUMS.map((name) => [name, 0])),
      lost: 0,
      duplicated: 0,
      wrong: [],
    };

while (total.schedules < wanted) {
  const seed = total.first_seed + total.schedules;
  const schedules = Math.min(BLOCK, wanted - total.schedules);
  const report = join(scratch, 'report.json');
  rmSync(report, { force: true });
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      `${root}node_modules/vitest/vitest.mjs`,
      'run',
      'apps/collector/test/faults/faults.test.ts',
      '-t',
      'seeded schedules',
    ],
    {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        DESIREPATH_FAULT_SCHEDULES: String(schedules),
        DESIREPATH_FAULT_SEED: String(seed),
        DESIREPATH_FAULT_REPORT: report,
      },
    },
  );
  let block;
  try {
    block = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    say(`The block from seed ${seed} came to no result:\n${`${stdout}${stderr}`.slice(-3000)}`);
    process.exitCode = 1;
    break;
  }
  for (const name of SUMS) total[name] += block[name];
  total.lost += block.lost;
  total.duplicated += block.duplicated;
  total.wrong.push(...block.wrong);
  writeFileSync(result, `${JSON.stringify(total, null, 2)}\n`);
  say(
    `seeds ${total.first_seed} to ${total.first_seed + total.schedules - 1}: ${total.schedules} schedules, ` +
      `${total.acknowledged} acknowledged, ${total.faults} faults, ${total.collectors_killed} collectors and ` +
      `${total.servers_killed} servers killed: ${total.lost} lost, ${total.duplicated} duplicated, ${total.wrong.length} accounts wrong`,
  );
}
rmSync(scratch, { recursive: true, force: true });
if (total.lost + total.duplicated + total.wrong.length > 0) {
  say(total.wrong.join('\n'));
  process.exitCode = 1;
}

// `pnpm bench <name> …`: builds what has changed, then runs the bench of that name, wherever it lies. Without a name, lists them.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const benches = new Map();
for (const group of ['packages', 'apps']) {
  for (const one of readdirSync(join(root, group))) {
    const folder = join(root, group, one, 'bench');
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.js'))) {
      benches.set(basename(file, '.js'), join(folder, file));
    }
  }
}

const [name, ...rest] = process.argv.slice(2);
const file = benches.get(name);
if (file === undefined) {
  process.stderr.write(`There is no bench "${name ?? ''}"; there are ${[...benches.keys()].sort().join(', ')}.\n`);
  process.exit(1);
}
build();
process.exitCode = spawnSync(process.execPath, [file, ...rest], { stdio: 'inherit' }).status ?? 1;

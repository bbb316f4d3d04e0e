import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tempDir } from '@desirepath/testing';
import { expect, it } from 'vitest';

// How fast they are says the bench over millions of events. That the other shapes count what we do can be seen over few.
it('the shapes that the bench of questions compares with give the same counts', () => {
  const bench = fileURLToPath(new URL('../bench/engine.js', import.meta.url));
  const folder = tempDir('bench-engine');
  const options = [
    '--events',
    '50000',
    '--runs',
    '1',
    '--only',
    'comparisons',
    '--json',
    join(folder.path, 'report.json'),
  ];
  const run = spawnSync(process.execPath, [bench, ...options], { encoding: 'utf8' });
  folder.remove();
  expect(run.status, run.stderr).toBe(0);
  expect(run.stdout).toMatch(/^top paths +arrays of events/m);
});

import { existsSync } from 'node:fs';
import { freemem } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongFirst } from './tools/long-first.ts';

/** A folder in memory. */
const MEMORY = '/dev/shm';
/** Puts temporary files there, where there is one and some gigabytes are free. */
const inMemory: Record<string, string> = existsSync(MEMORY) && freemem() > 6 * 2 ** 30 ? { TMPDIR: MEMORY } : {};

export default defineConfig({
  test: {
    // chDB holds one data folder a process and does not survive worker threads.
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['{packages,apps,tools}/*/test/**/*.test.{ts,tsx}'],
          exclude: ['packages/{engine,store}/test/**'],
        },
      },
      // Tables that nobody needs afterwards: syncing them to a disk would take a tenth of the time. What a disk does is tested elsewhere.
      {
        extends: true,
        test: { name: 'tables', include: ['packages/{engine,store}/test/**/*.test.ts'], env: inMemory },
      },
      // Beside the code stand tests that leave nothing behind: they share processes, which saves a start for each file.
      {
        extends: true,
        test: { name: 'units', include: ['{packages,apps,tools}/*/src/**/*.test.{ts,tsx}'], isolate: false },
      },
    ],
  },
});

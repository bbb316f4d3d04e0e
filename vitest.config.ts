import { defineConfig } from 'vitest/config';
import { LongFirst } from './tools/long-first.ts';

export default defineConfig({
  test: {
    // chDB holds one data folder a process and does not survive worker threads.
    pool: 'forks',
    // One more than cores: many tests wait for a browser, a server or a disk.
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'whole', include: ['{packages,apps,tools}/*/test/**/*.test.{ts,tsx}'] } },
      // Beside the code stand tests that leave nothing behind: they share processes, which saves a start for each file.
      {
        extends: true,
        test: { name: 'units', include: ['{packages,apps,tools}/*/src/**/*.test.{ts,tsx}'], isolate: false },
      },
    ],
  },
});

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files of tests that take more than half a minute, the longest first, but for those in a browser: they wait for it much of the time, so
 * each stands where one that works all the time is under way beside it.
 */
const LONG = [
  'apps/studio/test/pages.test.ts',
  'apps/collector/test/faults/faults.test.ts',
  'packages/store/test/server.test.ts',
  'packages/sdk/test/experience.test.ts',
  'packages/store/test/embedded.test.ts',
  'packages/engine/test/constraint.test.ts',
  'packages/engine/test/asked-journeys.test.ts',
  'apps/cli/test/ecom-events.test.ts',
  'packages/engine/test/funnel-linked.test.ts',
];

/**
 * Begins with what takes longest, so that no core waits in the end for a file that was begun late. A fresh clone knows nothing of
 * how long files took the last time, and their size tells little of it.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((path) => moduleId.endsWith(path));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

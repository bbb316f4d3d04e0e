import type { TestContext } from 'vitest';

/** Skips a test where the browser lacks what it is about, and says so in the run's output: a reporter only counts what was skipped. */
export function skipAloud({ skip, task }: Pick<TestContext, 'skip' | 'task'>, isMissing: boolean, why: string): void {
  if (!isMissing) return;
  process.stdout.write(`"${task.name}" skipped: ${why}\n`);
  skip(why);
}

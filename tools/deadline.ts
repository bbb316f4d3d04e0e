import type { Reporter, TestModule } from 'vitest/node';

/** The whole suite takes a quarter of an hour on two cores; what takes so much longer stands still. */
const MINUTES = 45;

/** Ends a run that stands still, and names the files that stand: a test that blocks its process is not ended by its own time limit. */
export default class Deadline implements Reporter {
  readonly #begun = new Set<string>();

  onInit(): void {
    setTimeout(() => {
      console.error(`After ${MINUTES} minutes these files have not ended: ${[...this.#begun].join(', ')}`);
      process.exit(1);
    }, MINUTES * 60_000).unref();
  }

  onTestModuleQueued({ relativeModuleId }: TestModule): void {
    this.#begun.add(relativeModuleId);
  }

  onTestModuleEnd({ relativeModuleId }: TestModule): void {
    this.#begun.delete(relativeModuleId);
  }
}

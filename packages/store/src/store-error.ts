/** Why the store could not be opened or brought up to date. The message is one sentence for people. */
export type StoreProblem = 'busy' | 'unusable_folder' | 'unreachable' | 'access_denied' | 'changed_migration';

/**
 * The store refuses, for a reason that its user can remedy.
 *
 * @example
 * ```ts
 * if (error instanceof StoreError && error.problem === 'busy') process.exitCode = 1;
 * ```
 */
export class StoreError extends Error {
  readonly problem: StoreProblem;

  constructor(problem: StoreProblem, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = 'StoreError';
    this.problem = problem;
  }
}

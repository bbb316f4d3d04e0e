/** Why the store could not be opened, brought up to date or asked. The message is one sentence for people. */
export type StoreProblem =
  | 'busy'
  | 'unusable_folder'
  | 'unreachable'
  | 'access_denied'
  | 'changed_migration'
  | 'closed';

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

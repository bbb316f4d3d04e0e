import type { Problem } from '@desirepath/schema';

/** A call that the server answered with a problem, or that did not get through (`problem` undefined). */
export class ApiError extends Error {
  readonly problem: Problem | undefined;

  constructor(message: string, problem?: Problem) {
    super(message);
    this.name = 'ApiError';
    this.problem = problem;
  }

  get status(): number {
    return this.problem?.status ?? 0;
  }
}

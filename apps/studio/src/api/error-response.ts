import { PlanError } from '@desirepath/engine';
import { problem } from '@desirepath/schema';
import { isAway, StoreError } from '@desirepath/store';
import { ProblemError } from './problem-error.ts';
import { problemResponse } from './problem-response.ts';

/** Turns whatever a handler threw into a problem; what the caller cannot mend is also told to `onError`. */
export function errorResponse(error: unknown, onError: (error: unknown) => void): Response {
  if (error instanceof ProblemError) return problemResponse(error.problem);
  if (error instanceof PlanError) {
    return problemResponse(
      problem('bad_plan', 400, 'Bad plan', error.message, {
        field: error.field,
        value: typeof error.value === 'string' ? error.value : JSON.stringify(error.value),
      }),
    );
  }
  // A store that is waited for has been spoken of, by whoever waits for it.
  if (!(error instanceof StoreError && isAway(error))) onError(error);
  if (isAway(error)) {
    return problemResponse(
      problem('store_away', 503, 'Store away', 'ClickHouse does not answer; nothing is lost, try again in a moment.'),
    );
  }
  return problemResponse(
    problem('failed', 500, 'Failed', 'The answer could not be made; the log of the process says why.'),
  );
}

import { PlanError } from './plan-error.ts';

/**
 * Makes a part of a question to two maps, and has an error say which of them lacks the touchpoint that is asked for.
 * @param which `the map given ("Former")`
 */
export function byWhichMap<T>(which: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    // Anything else that is refused is refused by both.
    if (!(error instanceof PlanError) || !error.field.endsWith('.touchpoint')) throw error;
    throw new PlanError(`By ${which}: ${error.message}`, error.field, error.value);
  }
}

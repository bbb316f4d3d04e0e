import { inputFault, type Problem, problem } from '@desirepath/schema';
import type { z } from '@hono/zod-openapi';

/**
 * Says what is wrong with an input, by its first fault: the field, the value it had, and what would be right.
 * @param word the stable last word of the problem's type
 * @param what what the caller knows the input as, for example `plan`
 * @example validationProblem('bad_plan', 'plan', error, { plan: 'funnel' }).detail
 * // The plan's field "steps" is wrong: is missing and must be a list.
 */
export function validationProblem(word: string, what: string, error: z.ZodError, input: unknown): Problem {
  const { path, message, value } = inputFault(error, input);
  const field = path.map(String).join('.');
  const where = field === '' ? `The ${what}` : `The ${what}'s field "${field}"`;
  const detail = `${where} is wrong: ${message}. /api/v1/openapi.json says what it may hold.`;
  return problem(word, 400, `Bad ${what}`, detail, {
    ...(field === '' ? {} : { field }),
    ...(value === undefined ? {} : { value: typeof value === 'string' ? value : JSON.stringify(value) }),
  });
}

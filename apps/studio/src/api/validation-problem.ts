import { type Problem, problem } from '@desirepath/schema';
import type { z } from '@hono/zod-openapi';

/**
 * Says what is wrong with an input, by its first fault: the field, the value it had, and what would be right.
 * @param word the stable last word of the problem's type
 * @param what what the caller knows the input as, for example `plan`
 * @example validationProblem('bad_plan', 'plan', error, { plan: 'funnel' }).detail
 * // The plan's field "steps" is wrong: Invalid input: expected array, received undefined.
 */
export function validationProblem(word: string, what: string, error: z.ZodError, input: unknown): Problem {
  const { path, message } = deepest(error.issues[0] ?? { path: [], message: 'it is not understood', code: 'custom' });
  const field = path.map(String).join('.');
  const value = valueAt(input, path);
  const text = message.replace(/\.$/, '');
  const detail =
    field === ''
      ? `The ${what} is wrong: ${text}. /api/v1/openapi.json says what it may hold.`
      : `The ${what}'s field "${field}" is wrong: ${text}. /api/v1/openapi.json says what it may hold.`;
  return problem(word, 400, `Bad ${what}`, detail, {
    ...(field === '' ? {} : { field }),
    ...(value === undefined ? {} : { value: typeof value === 'string' ? value : JSON.stringify(value) }),
  });
}

interface Fault {
  path: readonly PropertyKey[];
  message: string;
}

/** Of a union, the fault of the alternative that came nearest to fitting: the one that fails furthest inside. */
function deepest(issue: Pick<z.core.$ZodIssue, 'path' | 'message' | 'code'>): Fault {
  if ('keys' in issue && Array.isArray(issue.keys)) {
    const [key] = issue.keys;
    return { path: [...issue.path, String(key)], message: 'there is no such field' };
  }
  if (!('errors' in issue) || !Array.isArray(issue.errors)) return { path: issue.path, message: issue.message };
  const inner = (issue.errors as z.core.$ZodIssue[][])
    .flatMap((issues) => issues.slice(0, 1))
    .map(deepest)
    .sort((a, b) => b.path.length - a.path.length)[0];
  return inner === undefined || inner.path.length === 0
    ? { path: issue.path, message: inner?.message ?? issue.message }
    : { path: [...issue.path, ...inner.path], message: inner.message };
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return value;
}

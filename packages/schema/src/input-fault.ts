import type { z } from 'zod';

/** What is wrong with an input: where, the value that stands there, and what would be right. */
export interface InputFault {
  /** Keys from the input down to the fault; empty for the input as a whole. */
  path: readonly PropertyKey[];
  message: string;
  value: unknown;
}

/**
 * The first fault of an input that did not pass its schema. Of a union it is the fault of the alternative that came
 * nearest to fitting, and a field that does not exist is named itself.
 *
 * @example inputFault(error, { plan: 'stages', period: { last: '7x' } })
 * // { path: ['period', 'last'], message: 'must be a duration such as 30m, 36h, 7d or 2w', value: '7x' }
 */
export function inputFault(error: z.ZodError, input: unknown): InputFault {
  const { path, message } = deepest(error.issues[0] ?? { path: [], message: 'it is not understood', code: 'custom' });
  return { path, message: message.replace(/\.$/, ''), value: valueAt(input, path) };
}

type Fault = Pick<InputFault, 'path' | 'message'>;

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

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
  const { path, message } = foremost(error.issues);
  const value = valueAt(input, path);
  const missing = value === undefined && path.length > 0 && message.startsWith('must ') ? 'is missing and ' : '';
  return { path, message: missing + message.replace(/\.$/, ''), value };
}

type Fault = Pick<InputFault, 'path' | 'message'>;

/** The first fault; where it is a field that is missing, and beside it stands one that does not exist, that one: it is mistyped. */
function foremost([first, ...others]: readonly z.core.$ZodIssue[]): Fault {
  if (first === undefined) return { path: [], message: 'it is not understood' };
  const parent = first.path.slice(0, -1);
  const mistyped = first.message.endsWith('received undefined')
    ? others.find(({ code, path }) => code === 'unrecognized_keys' && path.join() === parent.join())
    : undefined;
  if (mistyped === undefined) return deepest(first);
  const { path, message } = deepest(mistyped);
  return { path, message: `${message}, and "${String(first.path.at(-1))}" is missing` };
}

const NO_FIELD = 'there is no such field';

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
  record: 'a group of fields',
};

/** What would be right, in words of ours where the schema has none of its own. */
function wording(issue: Pick<z.core.$ZodIssue, 'message' | 'code'>): string {
  const { code, expected, origin, minimum, maximum, values, format } = issue as z.core.$ZodRawIssue &
    Record<string, unknown>;
  if (code === 'invalid_type' && issue.message.startsWith('Invalid input'))
    return `must be ${KINDS[String(expected)] ?? String(expected)}`;
  if (code === 'invalid_value' && issue.message.startsWith('Invalid ') && Array.isArray(values))
    return `must be ${values.length > 1 ? 'one of ' : ''}${values.map(String).join(', ')}`;
  if (code === 'invalid_format' && format === 'date') return 'must be a day such as 2026-03-01';
  if (code === 'invalid_format' && format === 'datetime') return 'must be a moment such as 2026-03-01T00:00:00Z';
  if (issue.message.startsWith('Too ')) {
    const least = code === 'too_small';
    const limit = `${least ? 'at least' : 'at most'} ${String(least ? minimum : maximum)}`;
    if (origin === 'array') return `must have ${limit} of them`;
    return origin === 'string' ? `must have ${limit} characters` : `must be ${limit}`;
  }
  return issue.message;
}

function deepest(issue: Pick<z.core.$ZodIssue, 'path' | 'message' | 'code'>): Fault {
  if ('keys' in issue && Array.isArray(issue.keys)) {
    const [key] = issue.keys;
    return { path: [...issue.path, String(key)], message: NO_FIELD };
  }
  // A list of kinds, of which none is named.
  if ('options' in issue && Array.isArray(issue.options))
    return { path: issue.path, message: `must be one of ${issue.options.map(String).join(', ')}` };
  if (!('errors' in issue) || !Array.isArray(issue.errors)) return { path: issue.path, message: wording(issue) };
  const inner = (issue.errors as z.core.$ZodIssue[][])
    .filter((issues) => issues.length > 0)
    .map(foremost)
    .sort((a, b) => b.path.length - a.path.length);
  const [nearest, next] = inner;
  if (nearest?.message === NO_FIELD && next?.message === NO_FIELD && next.path.at(-1) !== nearest.path.at(-1)) {
    const keys = inner.map(({ path }) => `"${String(path.at(-1))}"`);
    return { path: issue.path, message: `cannot have ${[...new Set(keys)].reverse().join(' and ')} at once` };
  }
  if (nearest !== undefined && nearest.path.length > 0)
    return { path: [...issue.path, ...nearest.path], message: nearest.message };
  // None came nearer than the others: each says what would be right.
  const ways = [...new Set(inner.map(({ message }) => message))];
  return { path: issue.path, message: ways.join(', or ') || issue.message };
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return value;
}

import { DIMENSIONS, journeyMapSchema, segmentSchema, stageSchema, touchpointSchema } from '@desirepath/schema';
import type { MapProblem } from './check-meaning.ts';
import { nearest } from './nearest.ts';

type Path = readonly PropertyKey[];

/** The part of a zod issue that is told on; which fields are there depends on `code`. */
interface ShapeIssue {
  code?: string | undefined;
  path: PropertyKey[];
  message: string;
  expected?: string;
  keys?: string[];
  minimum?: number | bigint;
  maximum?: number | bigint;
  inclusive?: boolean;
  origin?: string;
  errors?: ShapeIssue[][];
}

/** `stages[3].touchpoints[0].event` */
function pathText(path: Path): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text === '' ? '' : '.'}${String(key)}`),
    '',
  );
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
}

function show(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  if (typeof value === 'object') return 'a group of fields';
  return String(value);
}

const EXPECTED: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
  record: 'a group of fields',
};

const FIELDS = {
  map: Object.keys(journeyMapSchema.shape),
  stage: Object.keys(stageSchema.shape),
  touchpoint: Object.keys(touchpointSchema.shape),
  target: ['conversion', 'time'],
  segment: Object.keys(segmentSchema.shape),
  filter: DIMENSIONS,
};

/** What the path leads through, in words, and which field it ends at: `Touchpoint 2 "Basket" of stage 3 "Basket"`. */
function place(path: Path, input: unknown): { owner: string; field: string; fields: readonly string[] } {
  const name = (at: Path): string => {
    const value = valueAt(input, [...at, 'name']);
    return typeof value === 'string' && value !== '' ? ` ${show(value)}` : '';
  };
  const [first, s, inner, t] = path;
  if (first === 'segments' && typeof s === 'number') {
    const owner = `Segment ${s + 1}${name(path.slice(0, 2))}`;
    return { owner, field: pathText(path.slice(2)), fields: inner === 'filter' ? FIELDS.filter : FIELDS.segment };
  }
  if (first !== 'stages' || typeof s !== 'number')
    return { owner: 'The map', field: pathText(path), fields: FIELDS.map };
  const stage = `stage ${s + 1}${name(path.slice(0, 2))}`;
  if (inner === 'touchpoints' && typeof t === 'number') {
    const owner = `Touchpoint ${t + 1}${name(path.slice(0, 4))} of ${stage}`;
    return { owner, field: pathText(path.slice(4)), fields: FIELDS.touchpoint };
  }
  const fields = inner === 'target' ? FIELDS.target : FIELDS.stage;
  return { owner: `S${stage.slice(1)}`, field: pathText(path.slice(2)), fields };
}

function unknownKey(key: string, at: Path, input: unknown): MapProblem {
  const { owner, field, fields } = place(at, input);
  const near = nearest(key, fields)[0];
  const way = near === undefined ? `it may have ${fields.join(', ')}` : `did you mean "${near}"?`;
  const inside = field === '' ? '' : ` in "${field}"`;
  return {
    path: pathText([...at, key]),
    message: `${owner} has the unknown field "${key}"${inside}; ${way}${way.endsWith('?') ? '' : '.'}`,
  };
}

function wrongSize(issue: ShapeIssue, subject: string, value: unknown): string {
  const few = issue.code === 'too_small';
  const limit = Number(few ? issue.minimum : issue.maximum);
  if (issue.origin === 'array' && Array.isArray(value)) {
    const what = `${subject} has ${value.length} ${value.length === 1 ? 'entry' : 'entries'}`;
    return few ? `${what}; give it at least ${limit}.` : `${what}; at most ${limit} are allowed.`;
  }
  if (issue.origin === 'string') {
    return few
      ? `${subject} is empty; write something there.`
      : `${subject} is longer than ${limit} characters; shorten it.`;
  }
  const bound = few
    ? issue.inclusive === false
      ? 'more than'
      : 'at least'
    : issue.inclusive === false
      ? 'less than'
      : 'at most';
  return `${subject} is ${show(value)}; it must be ${bound} ${limit}.`;
}

function problem(issue: ShapeIssue, input: unknown): MapProblem[] {
  if (issue.code === 'unrecognized_keys') return (issue.keys ?? []).map((key) => unknownKey(key, issue.path, input));
  const value = valueAt(input, issue.path);
  const { owner, field } = place(issue.path, input);
  const subject = field === '' ? owner : `${owner}: "${field}"`;
  const tell = (message: string): MapProblem[] => [{ path: pathText(issue.path), message }];

  if (issue.code === 'invalid_union') {
    // Of the forms that are allowed, take the one that the value comes closest to: the one it fails at the deepest.
    const depth = (issues: readonly ShapeIssue[]): number => {
      return Math.max(...issues.map((inner) => inner.path.length + (inner.code === 'invalid_type' ? 0 : 0.5)));
    };
    const closest = [...(issue.errors ?? [])].sort((a, b) => depth(b) - depth(a))[0];
    if (closest !== undefined && value !== undefined && depth(closest) > 0) {
      return closest.flatMap((inner) => problem({ ...inner, path: [...issue.path, ...inner.path] }, input));
    }
    if (value === undefined) return tell(`${owner} has no "${field}"; write a text or a list of texts there.`);
    return tell(`${subject} is ${show(value)}; write a text or a list of texts.`);
  }
  if (issue.code === 'invalid_type') {
    const expected = EXPECTED[issue.expected ?? ''] ?? issue.expected ?? 'something else';
    if (issue.path.length === 0) {
      return tell(
        `A map is a group of fields such as "name" and "stages", but this is ${value === undefined || value === null ? 'empty' : show(value)}.`,
      );
    }
    if (value === undefined && field !== '') return tell(`${owner} has no "${field}"; write ${expected} there.`);
    return tell(`${subject} is ${show(value)}; write ${expected} there.`);
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') return tell(wrongSize(issue, subject, value));
  return tell(`${subject} is ${show(value)}; it ${issue.message}.`);
}

/** What is wrong with the form of a map, as zod finds it, in sentences. */
export function shapeProblems(issues: readonly unknown[], input: unknown): MapProblem[] {
  return issues.flatMap((issue) => problem(issue as ShapeIssue, input));
}

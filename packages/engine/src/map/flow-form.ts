import type { MapProblem } from './check-meaning.ts';
import { nearest } from './nearest.ts';

const KINDS = ['sequence', 'choice', 'optional', 'loop', 'parallel', 'silent'];
const LISTS = ['sequence', 'choice', 'parallel'];
/** Most blocks inside one another, and in one block. */
const MAX_DEPTH = 50;
const MAX_PARTS = 200;
const MAX_NAME = 200;

/**
 * What is wrong with the form of a flow, every problem in a sentence that names the place and the way out.
 * @param path of the flow in its file
 * @param owner whose flow it is, at the beginning of a sentence: `The map`
 */
export function flowFormProblems(flow: unknown, path: string, owner: string): MapProblem[] {
  // The owner is named, so a place is told from there: `flow.choice[1]`.
  const outside = path.slice(0, path.lastIndexOf('flow'));
  const tell = (at: string, message: string): MapProblem[] => [
    { path: at, message: `${owner}: ${message.replace(`"${outside}`, '"')}` },
  ];
  const parts = (value: unknown, at: string, depth: number): MapProblem[] => {
    if (!Array.isArray(value)) return tell(at, `"${at}" is ${show(value)}; write a list of blocks there.`);
    if (value.length === 0) return tell(at, `"${at}" is an empty list; name at least one block, or leave it out.`);
    if (value.length > MAX_PARTS) {
      return tell(at, `"${at}" has ${value.length} entries; at most ${MAX_PARTS} are allowed.`);
    }
    return value.flatMap((part, i) => block(part, `${at}[${i}]`, depth + 1));
  };
  const block = (value: unknown, at: string, depth: number): MapProblem[] => {
    if (depth > MAX_DEPTH)
      return tell(path, `"${path}" has more than ${MAX_DEPTH} blocks inside one another; flatten it.`);
    if (typeof value === 'string') {
      if (value === '') return tell(at, `"${at}" is empty; write a name there.`);
      return value.length > MAX_NAME ? tell(at, `"${at}" is longer than ${MAX_NAME} characters; shorten it.`) : [];
    }
    if (Array.isArray(value)) return parts(value, at, depth);
    if (typeof value !== 'object' || value === null) {
      return tell(at, `"${at}" is ${show(value)}; write a name, a list, or a block such as { choice: [a, b] }.`);
    }
    const keys = Object.keys(value);
    const unknown = keys.find((key) => !KINDS.includes(key) && !(key === 'redo' && 'loop' in value));
    if (unknown !== undefined) {
      const near = nearest(unknown, 'loop' in value ? [...KINDS, 'redo'] : KINDS)[0];
      const way = near === undefined ? `a block is one of ${KINDS.join(', ')}` : `did you mean "${near}"?`;
      return tell(
        `${at}.${unknown}`,
        `"${at}" has the unknown block "${unknown}"; ${way}${way.endsWith('?') ? '' : '.'}`,
      );
    }
    const kinds = keys.filter((key) => key !== 'redo');
    const [kind] = kinds;
    if (kind === undefined) return tell(at, `"${at}" is an empty block; write one of ${KINDS.join(', ')} in it.`);
    if (kinds.length > 1) {
      return tell(
        at,
        `"${at}" is ${kinds.map((key) => `"${key}"`).join(' and ')} at once; put one of them into a block of its own.`,
      );
    }
    const inner = (value as Record<string, unknown>)[kind];
    if (LISTS.includes(kind)) return parts(inner, `${at}.${kind}`, depth);
    if (kind === 'silent') return inner === true ? [] : tell(at, `"${at}.silent" is ${show(inner)}; write true there.`);
    const redo = 'redo' in value ? block(value.redo, `${at}.redo`, depth + 1) : [];
    return [...block(inner, `${at}.${kind}`, depth + 1), ...redo];
  };
  return block(flow, path, 0);
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  if (typeof value === 'string') return `"${value.slice(0, 60)}"`;
  return typeof value === 'object' ? 'a group of fields' : String(value);
}

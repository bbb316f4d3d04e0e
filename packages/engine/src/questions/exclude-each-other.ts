import type { EventTest } from '../stitch/event-test.ts';

/**
 * Whether no event can meet both of two conditions, as far as their texts and ranges tell: `path` cannot be two pages at once. What
 * cannot be told is taken to be possible.
 *
 * @param a tests that must all hold, as are those of `b`
 */
export function excludeEachOther(a: readonly EventTest[], b: readonly EventTest[]): boolean {
  return a.some((one) =>
    b.some((other) => sameValue(one, other) && (textsApart(one, other) || rangesApart(one, other))),
  );
}

/** Of an event's items, one may meet the first test and another one the second. */
const sameValue = (a: EventTest, b: EventTest): boolean => a.key === b.key && !a.key.startsWith('items.');

function textsApart(a: EventTest, b: EventTest): boolean {
  const [ofA, ofB] = [listed(a), listed(b)];
  if (ofA.length > 0 && ofB.length > 0) return ofA.every((one) => ofB.every((other) => patternsApart(one, other)));
  // What is wanted of one is what the other must not be.
  return [
    [ofA, b.not],
    [ofB, a.not],
  ].some(([wanted = [], not = []]) => wanted.length > 0 && wanted.every((text) => isPlain(text) && not.includes(text)));
}

/** What a test lets a text be, as patterns; empty: anything. Exact texts with a `*` of their own are left out of it. */
function listed({ patterns, is }: EventTest): readonly string[] {
  if (patterns.length > 0) return patterns;
  return is?.every(isPlain) ? is : [];
}

const isPlain = (text: string): boolean => !text.includes('*');

/** Two texts, or where there is a `*`, what stands before the first one and after the last one of each. */
function patternsApart(a: string, b: string): boolean {
  if (isPlain(a) && isPlain(b)) return a !== b;
  const [headA, headB] = [a.split('*')[0] ?? '', b.split('*')[0] ?? ''];
  const [tailA, tailB] = [a.split('*').at(-1) ?? '', b.split('*').at(-1) ?? ''];
  return !begins(headA, headB) || !ends(tailA, tailB);
}

const begins = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);
const ends = (a: string, b: string): boolean => a.endsWith(b) || b.endsWith(a);

function rangesApart({ range: a }: EventTest, { range: b }: EventTest): boolean {
  if (a === undefined || b === undefined) return false;
  const [from, to] = [Math.max(lowest(a), lowest(b)), Math.min(highest(a), highest(b))];
  return from > to;
}

const lowest = ({ min = Number.NEGATIVE_INFINITY }: { min?: number }): number => min;
const highest = ({ max = Number.POSITIVE_INFINITY }: { max?: number }): number => max;

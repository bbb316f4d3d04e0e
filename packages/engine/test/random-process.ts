import type { Process } from '../src/conformance/process.ts';
import { type Dice, pick } from './random-journeys.ts';

const KINDS = ['sequence', 'sequence', 'choice', 'choice', 'parallel', 'loop', 'loop', 'optional', 'silent'] as const;

/** A process of up to so many steps over the symbols 1 to `alphabet`, some of them in several places. */
export function randomProcess(roll: Dice, steps: number, alphabet: number): Process {
  if (steps <= 1) return roll(12) === 0 ? { kind: 'silent' } : { kind: 'step', symbol: 1 + roll(alphabet) };
  const kind = pick(roll, KINDS);
  if (kind === 'silent') return { kind: 'silent' };
  const left = 1 + roll(steps - 1);
  const parts = [randomProcess(roll, left, alphabet), randomProcess(roll, steps - left, alphabet)];
  const [first, second] = parts as [Process, Process];
  if (kind === 'loop') return { kind, body: first, redo: roll(3) === 0 ? { kind: 'silent' } : second };
  if (kind === 'optional') return { kind: 'choice', parts: [{ kind: 'silent' }, first] };
  return { kind, parts: roll(4) === 0 && steps > 2 ? [...parts, randomProcess(roll, 1, alphabet)] : parts };
}

/** A walk through a process with mistakes in it: steps left out, put in, swapped. Or mere noise. */
export function randomVariant(roll: Dice, words: readonly string[], alphabet: number, longest: number): string {
  const noise = (): string => String.fromCharCode(1 + roll(alphabet + 1));
  let word =
    words.length > 0 && roll(5) > 0 ? pick(roll, words) : Array.from({ length: roll(longest) }, noise).join('');
  for (let mistakes = roll(4); mistakes > 0; mistakes--) {
    const at = roll(word.length + 1);
    const edit = roll(3);
    if (edit === 0) word = word.slice(0, at) + word.slice(at + 1);
    else if (edit === 1) word = word.slice(0, at) + noise() + word.slice(at);
    else word = word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2);
  }
  return word;
}

import type { Process } from '../src/conformance/process.ts';

/**
 * What a process means, straight from its words and apart from any automaton: a process that has begun is a process
 * again, namely what is still to be done.
 */
interface Next {
  symbol: number;
  rest: Process;
}

const SILENT: Process = { kind: 'silent' };

/** Whether nothing more has to be done. */
function canEnd(process: Process): boolean {
  switch (process.kind) {
    case 'silent':
      return true;
    case 'step':
      return false;
    case 'choice':
      return process.parts.some(canEnd);
    case 'sequence':
    case 'parallel':
      return process.parts.every(canEnd);
    case 'loop':
      return canEnd(process.body);
  }
}

/** What can be done first, and what is left then. */
function firstSteps(process: Process): Next[] {
  switch (process.kind) {
    case 'silent':
      return [];
    case 'step':
      return [{ symbol: process.symbol, rest: SILENT }];
    case 'choice':
      return process.parts.flatMap(firstSteps);
    case 'parallel':
      return process.parts.flatMap((part, i) =>
        firstSteps(part).map(({ symbol, rest }) => ({
          symbol,
          rest: tidy({ kind: 'parallel', parts: process.parts.with(i, rest) }),
        })),
      );
    case 'sequence': {
      const [first, ...others] = process.parts;
      if (first === undefined) return [];
      const after: Process = { kind: 'sequence', parts: others };
      return [
        ...firstSteps(first).map(({ symbol, rest }) => ({
          symbol,
          rest: tidy({ kind: 'sequence', parts: [rest, ...others] }),
        })),
        ...(canEnd(first) ? firstSteps(after) : []),
      ];
    }
    case 'loop': {
      // The body, then any number of times the redo and the body.
      const again: Process = { kind: 'sequence', parts: [process.redo, process] };
      const then = (rest: Process): Process =>
        tidy({ kind: 'sequence', parts: [rest, { kind: 'choice', parts: [SILENT, again] }] });
      const first = firstSteps(process.body).map(({ symbol, rest }) => ({ symbol, rest: then(rest) }));
      if (!canEnd(process.body)) return first;
      const redo = firstSteps(process.redo).map(({ symbol, rest }) => ({
        symbol,
        rest: tidy({ kind: 'sequence', parts: [rest, process] }),
      }));
      return [...first, ...redo];
    }
  }
}

/** Drops what is done already, so that equal rests look equal. */
function tidy(process: Process): Process {
  if (process.kind !== 'sequence' && process.kind !== 'parallel') return process;
  const parts = process.parts.flatMap((part): readonly Process[] => {
    const inner = tidy(part);
    if (inner.kind === 'silent') return [];
    return inner.kind === process.kind ? inner.parts : [inner];
  });
  const [only] = parts;
  if (only === undefined) return SILENT;
  return parts.length === 1 ? only : { kind: process.kind, parts };
}

/** A process and its rests, each made once. */
export class Meaning {
  readonly #known = new Map<string, { ends: boolean; steps: { symbol: number; rest: string }[] }>();
  readonly start: string;

  constructor(process: Process) {
    this.start = JSON.stringify(process);
  }

  of(rest: string): { ends: boolean; steps: { symbol: number; rest: string }[] } {
    let known = this.#known.get(rest);
    if (known === undefined) {
      const process = JSON.parse(rest) as Process;
      const steps = firstSteps(process).map((next) => ({ symbol: next.symbol, rest: JSON.stringify(next.rest) }));
      const unique = new Map(steps.map((next) => [`${next.symbol} ${next.rest}`, next]));
      known = { ends: canEnd(process), steps: [...unique.values()] };
      this.#known.set(rest, known);
    }
    return known;
  }

  /** Every run of symbols that the process allows, up to a length. */
  language(longest: number): Set<string> {
    const words = new Set<string>();
    let reached = new Map([['', new Set([this.start])]]);
    for (let length = 0; length <= longest; length++) {
      const next = new Map<string, Set<string>>();
      for (const [word, rests] of reached) {
        for (const rest of rests) {
          const { ends, steps } = this.of(rest);
          if (ends) words.add(word);
          for (const { symbol, rest: after } of steps) {
            const longer = word + String.fromCharCode(symbol);
            next.set(longer, (next.get(longer) ?? new Set()).add(after));
          }
        }
      }
      reached = next;
    }
    return words;
  }
}

/**
 * The least cost of an alignment, by Dijkstra's algorithm over pairs of a place in the log and what is still to be done.
 * @param open whether the log may still go on
 */
export function referenceCost(meaning: Meaning, variant: string, open: boolean): number {
  const least = new Map<string, number>();
  let level: { at: number; rest: string }[] = [{ at: 0, rest: meaning.start }];
  for (let cost = 0; ; cost++) {
    const next: typeof level = [];
    for (let pair = level.pop(); pair !== undefined; pair = level.pop()) {
      const { at, rest } = pair;
      const key = `${at} ${rest}`;
      if ((least.get(key) ?? Number.POSITIVE_INFINITY) <= cost) continue;
      least.set(key, cost);
      const { ends, steps } = meaning.of(rest);
      if (at === variant.length && (open || ends)) return cost;
      if (at < variant.length) next.push({ at: at + 1, rest });
      for (const { symbol, rest: after } of steps) {
        next.push({ at, rest: after });
        if (at < variant.length && variant.charCodeAt(at) === symbol) level.push({ at: at + 1, rest: after });
      }
    }
    level = next;
  }
}

/** Inserts and deletes that turn one text into the other. */
export function indelDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? (row[j - 1] ?? 0) : Number.POSITIVE_INFINITY;
      next.push(Math.min(same, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

import type { Automaton } from './automaton.ts';
import { SILENT_EDGE } from './automaton-builder.ts';

/** For each symbol, those that may come right after it in some run of the process. */
export function designedSteps(automaton: Automaton): ReadonlyMap<number, ReadonlySet<number>> {
  const { size, into } = automaton;
  // By state, what may be seen next; silent edges are followed backwards from the states that are left with something.
  const next: Set<number>[] = Array.from({ length: size }, () => new Set());
  const arrivals: { symbol: number; to: number }[] = [];
  const silent: { from: number; to: number }[] = [];
  for (let to = 0; to < size; to++) {
    for (let e = into.start[to] ?? 0; e < (into.start[to + 1] ?? 0); e++) {
      const from = into.from[e] ?? 0;
      const symbol = into.symbol[e] ?? SILENT_EDGE;
      if (symbol === SILENT_EDGE) silent.push({ from, to });
      else {
        next[from]?.add(symbol);
        arrivals.push({ symbol, to });
      }
    }
  }
  for (let grown = true; grown; ) {
    grown = false;
    for (const { from, to } of silent) {
      const own = next[from];
      const before = own?.size ?? 0;
      for (const symbol of next[to] ?? []) own?.add(symbol);
      if ((own?.size ?? 0) > before) grown = true;
    }
  }
  const steps = new Map<number, Set<number>>();
  for (const { symbol, to } of arrivals) {
    const after = steps.get(symbol) ?? new Set();
    for (const follower of next[to] ?? []) after.add(follower);
    steps.set(symbol, after);
  }
  return steps;
}

import type { Automaton } from './automaton.ts';
import type { Move } from './moves.ts';
import { traceMoves } from './trace-moves.ts';

/**
 * What is done with each variant. Both functions are about that variant, and only to be called inside.
 * @param index of the variant
 * @param costOf moves of an optimal alignment that only one side makes, for a journey that is over or, `open`, may still go
 *   on: what can still come then costs nothing
 * @param movesOf makes the moves of that alignment
 */
export type AlignVisitor = (
  index: number,
  costOf: (open: boolean) => number,
  movesOf: (open: boolean) => Move[],
) => void;

/** What the work was. */
export interface AlignWork {
  /** Nodes of the trie of the variants: touchpoints after the common beginnings are shared. */
  nodes: number;
}

/**
 * Aligns variants with a designed process, at least cost. Each character of a variant stands for a symbol of the process
 * (or for one that it does not have).
 *
 * With D[s] the least cost of coming to state s, a symbol a makes E[t] = min(D[t] + 1, min over s -a-> t of D[s]), closed
 * under silent edges (0) and steps that the journey left out (1). D + 1 is closed already, so only what `a` improves has
 * to be followed. Variants are walked in the order of a trie, so a common beginning is computed once; what is kept is
 * relative to the depth, so that D + 1 is a mere copy.
 *
 * @param variants in ascending order of their code units, each once
 */
export function alignVariants(automaton: Automaton, variants: readonly string[], visit: AlignVisitor): AlignWork {
  const { size, out, steps, begin } = automaton;
  const longest = variants.reduce((most, { length }) => Math.max(most, length), 0);
  const paths = new LeastCosts(size, begin);
  const improved: number[] = [];
  let nodes = 0;
  let last = '';

  /** Computes the costs at `depth` + 1 from those at `depth`. */
  function advance(depth: number, symbol: number): void {
    const before = depth * size;
    const after = before + size;
    paths.reserve(after + size);
    const costs = paths.costs;
    costs.copyWithin(after, before, after);
    const pairs = steps[symbol];
    if (pairs === undefined) return;
    for (let i = 0; i < pairs.length; i += 2) {
      const reached = (costs[before + (pairs[i] as number)] as number) - 1;
      const state = pairs[i + 1] as number;
      if (reached >= (costs[after + state] as number)) continue;
      costs[after + state] = reached;
      improved.push(state);
    }
    // An improvement is of one or two, so no state is followed more than twice, whatever the order.
    for (let state = improved.pop(); state !== undefined; state = improved.pop()) {
      const cost = costs[after + state] as number;
      const end = out.start[state + 1] as number;
      for (let e = out.start[state] as number; e < end; e++) {
        const to = out.to[e] as number;
        const reached = cost + (out.cost[e] as number);
        if (reached >= (costs[after + to] as number)) continue;
        costs[after + to] = reached;
        improved.push(to);
      }
    }
  }

  const costOf = (open: boolean): number => {
    const at = last.length * size;
    let least = paths.costs[at + 1] as number;
    if (open) {
      for (let state = 0; state < size; state++) {
        const own = paths.costs[at + state] as number;
        if (own < least) least = own;
      }
    }
    return least + last.length;
  };
  const movesOf = (open: boolean): Move[] => traceMoves(automaton, paths.costs, last, open);

  paths.reserve(Math.min(longest + 1, 64) * size);
  variants.forEach((variant, index) => {
    let depth = 0;
    const common = Math.min(last.length, variant.length);
    while (depth < common && last.charCodeAt(depth) === variant.charCodeAt(depth)) depth += 1;
    for (; depth < variant.length; depth++) {
      advance(depth, variant.charCodeAt(depth));
      nodes += 1;
    }
    last = variant;
    visit(index, costOf, movesOf);
  });
  return { nodes };
}

/** Least costs by depth and state, less the depth; grows as deeper variants come. */
class LeastCosts {
  costs: Int32Array;

  constructor(size: number, begin: Int32Array) {
    this.costs = new Int32Array(size);
    this.costs.set(begin);
  }

  reserve(length: number): void {
    if (this.costs.length >= length) return;
    const grown = new Int32Array(Math.max(length, this.costs.length * 2));
    grown.set(this.costs);
    this.costs = grown;
  }
}

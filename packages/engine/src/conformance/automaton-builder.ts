import type { Process } from './process.ts';

/** Symbol of an edge that is passed unseen. */
export const SILENT_EDGE = -1;

/** A designed process that would need more states than can be worked with. */
export class TooManyStatesError extends Error {
  override readonly name = 'TooManyStatesError';
}

/** An edge between two states. */
interface Edge {
  from: number;
  to: number;
  /** What is seen, or {@link SILENT_EDGE}. */
  symbol: number;
}

/** Branches of a parallel block without silent edges: the edges of each state, and whether the branch may end there. */
interface Branch {
  edges: { symbol: number; to: number }[][];
  ends: boolean[];
}

/**
 * Builds a non-deterministic automaton with silent edges, from state 0 to state 1. A block between two states adds no
 * edge into the first and none out of the second, so that blocks can share their ends.
 */
export class AutomatonBuilder {
  readonly edges: Edge[] = [];
  size = 2;
  readonly #limit: number;

  /** @param limit most states, those of parallel blocks (the product of their branches) included */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws TooManyStatesError */
  add(process: Process, from = 0, to = 1): this {
    switch (process.kind) {
      case 'step':
        this.#edge(from, to, process.symbol);
        break;
      case 'silent':
        this.#edge(from, to, SILENT_EDGE);
        break;
      case 'sequence':
        this.#sequence(process.parts, from, to);
        break;
      case 'choice':
        for (const part of process.parts) this.add(part, from, to);
        break;
      case 'loop':
        this.#loop(process.body, process.redo, from, to);
        break;
      case 'parallel':
        this.#parallel(process.parts, from, to);
        break;
    }
    return this;
  }

  #edge(from: number, to: number, symbol: number): void {
    this.edges.push({ from, to, symbol });
  }

  #state(): number {
    if (this.size >= this.#limit) {
      throw new TooManyStatesError(
        `The flow needs more than ${this.#limit} states; shorten it, or put branches of its parallel blocks one after the other.`,
      );
    }
    this.size += 1;
    return this.size - 1;
  }

  #sequence(parts: readonly Process[], from: number, to: number): void {
    let at = from;
    parts.forEach((part, i) => {
      const next = i === parts.length - 1 ? to : this.#state();
      this.add(part, at, next);
      at = next;
    });
    if (parts.length === 0) this.#edge(from, to, SILENT_EDGE);
  }

  #loop(body: Process, redo: Process, from: number, to: number): void {
    if (body.kind === 'step' && redo.kind === 'silent') {
      const again = this.#state();
      this.#edge(from, again, body.symbol);
      this.#edge(again, again, body.symbol);
      this.#edge(again, to, SILENT_EDGE);
      return;
    }
    const begin = this.#state();
    const end = this.#state();
    this.#edge(from, begin, SILENT_EDGE);
    this.add(body, begin, end);
    this.add(redo, end, begin);
    this.#edge(end, to, SILENT_EDGE);
  }

  #parallel(parts: readonly Process[], from: number, to: number): void {
    // The last branch first, so that of equal ways through the block the one in the order of its parts is found.
    const branches = parts.map((part) => branchOf(new AutomatonBuilder(this.#limit).add(part))).toReversed();
    const product = branches.reduce((all, branch) => all * branch.ends.length, 1);
    if (this.size + product > this.#limit) {
      throw new TooManyStatesError(
        `A parallel block of ${parts.length} branches (${branches
          .toReversed()
          .map((branch) => branch.ends.length)
          .join(
            ' x ',
          )} states) needs ${product} states, and a flow may have ${this.#limit}; put some of its branches one after the other.`,
      );
    }
    const first = this.size;
    for (let i = 0; i < product; i++) this.#state();
    this.#edge(from, first, SILENT_EDGE);
    let width = 1;
    for (const { edges, ends } of branches) {
      for (let state = 0; state < product; state++) {
        const own = Math.floor(state / width) % ends.length;
        for (const { symbol, to: next } of edges[own] ?? []) {
          this.#edge(first + state, first + state + (next - own) * width, symbol);
        }
      }
      width *= ends.length;
    }
    for (let state = 0; state < product; state++) {
      let rest = state;
      const ended = branches.every(({ ends }) => {
        const own = rest % ends.length;
        rest = Math.floor(rest / ends.length);
        return ends[own];
      });
      if (ended) this.#edge(first + state, to, SILENT_EDGE);
    }
  }
}

/** States that are reached unseen, by state; each reaches itself. */
function silentReach(size: number, edges: readonly Edge[]): number[][] {
  const next: number[][] = Array.from({ length: size }, () => []);
  for (const { from, to, symbol } of edges) if (symbol === SILENT_EDGE) next[from]?.push(to);
  return next.map((_, state) => {
    const reached = new Set([state]);
    for (const at of reached) for (const to of next[at] ?? []) reached.add(to);
    return [...reached];
  });
}

/** The same language without silent edges, states of equal future put together: what a parallel block multiplies. */
function branchOf({ size, edges }: AutomatonBuilder): Branch {
  const reach = silentReach(size, edges);
  const seen: Edge[][] = Array.from({ length: size }, () => []);
  for (const edge of edges) if (edge.symbol !== SILENT_EDGE) seen[edge.from]?.push(edge);
  // Only the beginning and what an edge leads to can be rested in.
  const rests = [...new Set([0, ...edges.flatMap(({ to, symbol }) => (symbol === SILENT_EDGE ? [] : to))])];
  const moves = new Map(rests.map((state) => [state, (reach[state] ?? []).flatMap((at) => seen[at] ?? [])]));
  let classOf = new Map(rests.map((state) => [state, reach[state]?.includes(1) ? 1 : 0]));
  for (let count = 0; ; ) {
    const names = new Map<string, number>();
    const refined = new Map<number, number>();
    for (const state of rests) {
      const future = (moves.get(state) ?? []).map(({ symbol, to }) => `${symbol}>${classOf.get(to)}`);
      const name = `${classOf.get(state)}|${[...new Set(future)].sort().join(' ')}`;
      const known = names.get(name) ?? names.size;
      names.set(name, known);
      refined.set(state, known);
    }
    classOf = refined;
    if (names.size === count) break;
    count = names.size;
  }
  // `rests` begins with the beginning, so its class is 0.
  const branch: Branch = { edges: [], ends: [] };
  for (const state of rests) {
    const own = classOf.get(state) ?? 0;
    if (branch.edges[own] !== undefined) continue;
    const unique = new Map(
      (moves.get(state) ?? []).map(({ symbol, to }) => {
        const target = classOf.get(to) ?? 0;
        return [`${symbol}>${target}`, { symbol, to: target }];
      }),
    );
    branch.edges[own] = [...unique.values()];
    branch.ends[own] = reach[state]?.includes(1) ?? false;
  }
  return branch;
}
